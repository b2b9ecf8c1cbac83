using System.Text;
using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Policy.Exemptions;
using EgressGuard.Core.Rules;
using EgressGuard.Yaml;

namespace EgressGuard.Core.Tests.Policy.Exemptions;

public sealed class ExemptionReaderTests
{
    private const string Names = "such as legacy-*";

    [Fact]
    public void Reads_every_field()
    {
        var exemption = ExemptionDocument.Of(
            """
            'rules':['EG302','EG102'],
            'subjects':[
              {'kind':'Pod','namespace':'shop','name':'legacy-*'},
              {'kind':'ServiceEntry','group':'networking.istio.io','namespace':'shop','name':'partner','hosts':['API.Example.com.','*.example.org']},
              {'kind':'Gateway','group':'gateway.networking.k8s.io','namespace':'edge','name':'way'},
              {'kind':'Namespace','name':'legacy'}],
            'owner':'team-shop <shop@example.com>','reason':'It moves in June.','ticket':'SHOP-12','expires':'2026-07-01T02:00:00+02:00'
            """,
            "'name':'legacy-batch','creationTimestamp':'2026-05-01T00:00:00Z','labels':{'a':'b'}");

        Assert.Equal(("legacy-batch", "team-shop <shop@example.com>", "It moves in June.", "SHOP-12"), (exemption.Name, exemption.Owner, exemption.Reason, exemption.Ticket));
        Assert.Equal(["EG302", "EG102"], exemption.Rules);
        Assert.Equal("2026-07-01T00:00:00Z", Instant.Write(exemption.Expires));
        Assert.Equal(new DateTimeOffset(2026, 5, 1, 0, 0, 0, TimeSpan.Zero), exemption.Created);
        Assert.Equal(
            [(ObjectKind.Pod, "shop", "legacy-*", ""), (ObjectKind.ServiceEntry, "shop", "partner", "api.example.com *.example.org"), (ObjectKind.KubernetesGateway, "edge", "way", ""), (ObjectKind.Namespace, "", "legacy", "")],
            exemption.Subjects.Select(subject => (subject.Kind, subject.Namespace, subject.Name, string.Join(' ', subject.Hosts))));
    }

    public static TheoryData<string, string[]> Wrong => new()
    {
        {
            "",
            [
                "/spec/expires: this field is missing, and no exemption lasts for ever; write a date and time, such as 2026-12-31T00:00:00Z",
                "/spec/owner: this field is missing; write who answers for the exemption, such as a team and its address",
                "/spec/reason: this field is missing; write why the objects cannot keep to the rules yet",
                "/spec/rules: this list is missing or empty; write the ids of the rules, such as [EG302]: nothing stands for all of them",
                "/spec/subjects: this list is missing or empty; write the objects, such as [{kind: Pod, namespace: shop, name: legacy-*}]",
            ]
        },
        {
            Spec(rules: "['EG302','*','EG001','EG002','EG003','EG004','EG399']"),
            [
                "/spec/rules/1: '*' is not a rule id; write EG and three digits, such as EG101",
                .. new[] { 1, 2, 3, 4 }.Select(id => $"/spec/rules/{id + 1}: EG00{id} cannot be exempted from: it is about whether a text can be read at all; remove it and correct the text"),
                "/spec/rules/6: there is no rule EG399; 'egressguard rules' lists the rules there are",
            ]
        },
        { Spec(rules: "'EG302'"), ["/spec/rules: this must be a list, but it is a string; a single item is written as a list, too"] },
        { Spec(rules: "[]"), ["/spec/rules: this list is missing or empty; write the ids of the rules, such as [EG302]: nothing stands for all of them"] },
        { Spec(expires: "2026-06-30"), [Time("2026-06-30")] },
        { Spec(expires: "2026-06-30T00:00:00"), [Time("2026-06-30T00:00:00")] },
        { Spec(expires: "2026-06-31T00:00:00Z"), [Time("2026-06-31T00:00:00Z")] },
        { Spec(expires: "never"), [Time("never")] },
        { Spec(owner: " "), ["/spec/owner: this text is empty; write who answers for the exemption, such as a team and its address"] },
        { Spec(owner: new string('x', 1025)), ["/spec/owner: this text is longer than 1024 characters; write less, and link to more"] },
        { Spec() + ",'expire':'x'", ["/spec/expire: unknown field 'expire'; did you mean 'expires'?"] },
        { Spec(subject: "'kind':'Pod','namespace':'shop','name':'a','labels':{}"), ["/spec/subjects/0/labels: unknown field 'labels'; the fields here are kind, group, namespace, name, hosts"] },
        {
            Spec(subject: ""),
            [
                "/spec/subjects/0/kind: this field is missing; write the kind of the objects, such as Pod",
                $"/spec/subjects/0/name: this field is missing; write the object's name, in which '*' stands for any characters, {Names}",
            ]
        },
        { Spec(subject: "'kind':'Pod','name':'a'"), ["/spec/subjects/0/namespace: this field is missing; write the one namespace of the objects"] },
        { Spec(subject: "'kind':'Pod','namespace':'shop*','name':'a'"), ["/spec/subjects/0/namespace: 'shop*' is not a namespace; write lower-case letters, digits and '-', a letter or digit at both ends, at most 63 characters"] },
        { Spec(subject: "'kind':'Pod','namespace':'shop','name':'*'"), [Star("*")] },
        { Spec(subject: "'kind':'Pod','namespace':'shop','name':'**'"), [Star("**")] },
        { Spec(subject: "'kind':'Pod','namespace':'shop','name':'Legacy.*'"), ["/spec/subjects/0/name: 'Legacy.*' is not a name of objects; write lower-case letters, digits, '-' and '.', and '*' for any characters"] },
        { Spec(subject: "'kind':'Namespace','namespace':'shop','name':'shop'"), ["/spec/subjects/0/namespace: a Namespace is in no namespace; remove the field, and write the Namespace's own name in 'name'"] },
        { Spec(subject: "'kind':'Gateway','namespace':'shop','name':'a'"), ["/spec/subjects/0/group: this field is missing, and two kinds are called Gateway; write networking.istio.io or gateway.networking.k8s.io"] },
        { Spec(subject: "'kind':'Pod','group':'apps','namespace':'shop','name':'a'"), ["/spec/subjects/0/group: the group 'apps' has no kind Pod that is judged; write its group, or remove the field"] },
        { Spec(subject: "'kind':'Pod','namespace':'shop','name':'a','hosts':['a.example.com']"), ["/spec/subjects/0/hosts: only the hosts of a ServiceEntry or VirtualService are compared; remove the field"] },
        { Spec(subject: "'kind':'ServiceEntry','namespace':'shop','name':'a','hosts':[]"), ["/spec/subjects/0/hosts: the list is empty; write the hosts that the object may name at most, or remove the field"] },
        { Spec(subject: "'kind':'ServiceEntry','namespace':'shop','name':'a','hosts':['*']"), ["/spec/subjects/0/hosts/0: '*' is no host that a policy can allow; a star stands for the whole first part of a name, as in '*.example.com'"] },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Tells_every_error_and_its_place(string spec, string[] expected)
    {
        var read = ExemptionDocument.Read(spec);

        Assert.Equal(expected, read.Errors.Select(error => $"{error.Pointer}: {error.Problem}"));
        Assert.Null(read.Exemption);
    }

    [Fact]
    public void A_misspelled_kind_has_its_nearest_name()
    {
        var read = ExemptionDocument.Read(Spec(subject: "'kind':'ServiceEntri','namespace':'shop','name':'a'"));

        var error = Assert.Single(read.Errors);
        Assert.StartsWith("'ServiceEntri' is not one of ServiceEntry, VirtualService, ", error.Problem, StringComparison.Ordinal);
        Assert.EndsWith("; did you mean 'ServiceEntry'?", error.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", "/apiVersion /kind /metadata /spec")]
    [InlineData("null", "")]
    [InlineData("[]", "")]
    [InlineData("{", "")]
    [InlineData("""{"apiVersion":"egressguard.io/v1","kind":"EgressPolicy","metadata":{},"spec":7}""", "/apiVersion /kind /metadata/name /spec")]
    public void What_is_no_exemption_is_told_as_such(string json, string pointers) =>
        Assert.Equal(pointers, string.Join(' ', ExemptionReader.Read(Encoding.UTF8.GetBytes(json)).Errors.Select(error => error.Pointer)));

    [Fact]
    public void Every_kind_that_is_judged_can_be_named()
    {
        var kinds = Enum.GetValues<ObjectKind>().Where(kind => !RuleCatalog.For(kind).IsEmpty);

        Assert.All(kinds, kind =>
        {
            var group = kind == ObjectKind.KubernetesGateway ? ",'group':'gateway.networking.k8s.io'" : kind == ObjectKind.Gateway ? ",'group':'networking.istio.io'" : "";
            var place = ObjectKinds.IsNamespaced(kind) ? ",'namespace':'shop'" : "";
            var exemption = ExemptionDocument.For($"'kind':'{ObjectKinds.NameOf(kind)}'{group}{place},'name':'a'");
            Assert.Equal(kind, Assert.Single(exemption.Subjects).Kind);
        });
    }

    [Fact]
    public void The_example_of_the_catalogue_is_what_it_says()
    {
        var example = ReservedRules.InvalidExemption.Example!;

        Assert.Equal(
            ["/spec/expires", "/spec/subjects/0/name"],
            Read(example.Denied).Errors.Select(error => error.Pointer));
        Assert.True(Read(example.Corrected).IsValid);
    }

    [Fact]
    public void The_example_of_a_policy_is_what_it_says()
    {
        var example = ReservedRules.InvalidPolicy.Example!;

        Assert.Single(PolicyReader.Read(Json(example.Denied)).Errors);
        Assert.True(PolicyReader.Read(Json(example.Corrected)).IsValid);
    }

    private static ExemptionReadResult Read(string yaml) => ExemptionReader.Read(Json(yaml));

    private static ReadOnlyMemory<byte> Json(string yaml) => Assert.Single(ManifestReader.Read(Encoding.UTF8.GetBytes(yaml), "example")).Json;

    private static string Spec(
        string rules = "['EG302']",
        string subject = "'kind':'Pod','namespace':'shop','name':'a'",
        string owner = "o",
        string expires = "2026-06-30T00:00:00Z") =>
        $"'rules':{rules},'subjects':[{{{subject}}}],'owner':'{owner}','reason':'r','expires':'{expires}'";

    private static string Time(string text) =>
        $"/spec/expires: '{text}' is not a point in time; write date, time and Z for UTC (RFC 3339), such as 2026-12-31T00:00:00Z";

    private static string Star(string text) =>
        $"/spec/subjects/0/name: '{text}' fits everything: whoever writes objects would be exempt, whatever he calls them; write the object's name";
}
