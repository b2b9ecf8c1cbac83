using System.Buffers;
using System.Text;
using System.Text.Json;
using EgressGuard.Core.Admission;
using EgressGuard.Core.Tests.Policy.Exemptions;

namespace EgressGuard.Core.Tests.Admission;

/// <summary>Exemptions at work in a review, and exemptions and policies under review themselves.</summary>
public sealed class ExemptionReviewTests
{
    private const string Pod = """
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"legacy-1","namespace":"shop","labels":{"egressguard.io/egress":"gateway"}},
         "spec":{"hostNetwork":true,"containers":[{"name":"a","image":"a"}]}}
        """;

    private static readonly DateTimeOffset End = new(2026, 6, 30, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void What_is_exempted_goes_through_without_a_word_and_is_in_the_audit_log()
    {
        var answer = Review(PodBody, Basis.Of(Basis.Now, ExemptionDocument.Of()));

        Assert.True(answer.IsAllowed);
        Assert.Empty(answer.Warnings);
        Assert.Equal("EG302/legacy-batch", Annotations(answer).GetProperty("exempted").GetString());
        Assert.False(Annotations(answer).TryGetProperty("denied", out _));
    }

    [Fact]
    public void When_it_has_expired_the_refusal_tells_whose_it_was()
    {
        var answer = Review(PodBody, Basis.Of(End, ExemptionDocument.Of()));

        Assert.False(answer.IsAllowed);
        Assert.Contains(
            "The exemption 'legacy-batch' covered this until 2026-06-30T00:00:00Z, when it expired; it was owned by 'team-shop'. Fix: ",
            answer.Message,
            StringComparison.Ordinal);
        Assert.False(Annotations(answer).TryGetProperty("exempted", out _));
    }

    [Fact]
    public void What_cannot_be_read_is_never_exempted()
    {
        var body = PodBody with { Object = Pod.Replace("true", "\"yes\"", StringComparison.Ordinal) };

        Assert.False(Review(body, Basis.Of(Basis.Now, ExemptionDocument.Of())).IsAllowed);
    }

    [Fact]
    public void A_valid_exemption_is_admitted_and_an_invalid_one_is_told_every_error()
    {
        Assert.True(Review(Exemption(), Basis.Of(Basis.Now)).IsAllowed);

        var answer = Review(Exemption("'rules':['EG302'],'owner':'','subject':{}"), Basis.Of(Basis.Now));

        Assert.Equal((false, RefusalCode.Invalid), (answer.IsAllowed, answer.Code));
        Assert.Equal(
            """
            EgressExemption legacy-batch is refused:
            EG004 invalid-exemption at /spec/expires: This field is missing, and no exemption lasts for ever. Fix: Write a date and time, such as 2026-12-31T00:00:00Z.
            EG004 invalid-exemption at /spec/owner: This text is empty. Fix: Write who answers for the exemption, such as a team and its address.
            EG004 invalid-exemption at /spec/reason: This field is missing. Fix: Write why the objects cannot keep to the rules yet.
            EG004 invalid-exemption at /spec/subject: Unknown field 'subject'. Fix: Did you mean 'subjects'?
            EG004 invalid-exemption at /spec/subjects: This list is missing or empty. Fix: Write the objects, such as [{kind: Pod, namespace: shop, name: legacy-*}].
            """,
            answer.Message);
    }

    [Fact]
    public void One_that_exempts_nothing_is_refused()
    {
        Assert.Equal(
            "EgressExemption legacy-batch is refused:\nEG004 invalid-exemption at /spec/expires: 2026-06-30T00:00:00Z has passed, so that the exemption exempts "
            + "nothing. Fix: Write a later time, or delete the exemption.",
            Review(Exemption(), Basis.Of(End)).Message);
        Assert.Equal(
            "EgressExemption legacy-batch is refused:\nEG004 invalid-exemption at /spec/expires: 2026-06-30T00:00:00Z is more than 90 days after its creation, "
            + "the most that the policy allows, so that the exemption exempts nothing. Fix: Write an earlier time.",
            Review(Exemption(), Basis.Of(End.AddDays(-91))).Message);
        Assert.EndsWith(
            "Fix: Write an earlier time, or delete the exemption and create it anew.",
            Review(Exemption(metadata: "'name':'legacy-batch','creationTimestamp':'2026-03-01T00:00:00Z'"), Basis.Of(Basis.Now)).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UPDATE", "", true)] // labels, annotations, status
    [InlineData("UPDATE", "status", true)]
    [InlineData("DELETE", "", true)]
    [InlineData("CREATE", "", false)]
    public void What_leaves_an_expired_one_as_it_is_goes_through(string operation, string subResource, bool isAllowed)
    {
        var former = Text(ExemptionDocument.Bytes());
        var body = Exemption(metadata: "'name':'legacy-batch','labels':{'seen':'yes'}") with { Operation = operation, SubResource = subResource, OldObject = operation == "CREATE" ? "null" : former };
        body = operation == "DELETE" ? body with { Object = "null" } : body;

        Assert.Equal(isAllowed, Review(body, Basis.Of(End)).IsAllowed);
    }

    [Fact]
    public void Whoever_changes_an_expired_one_makes_it_valid()
    {
        var change = Exemption(ExemptionDocument.Spec.Replace("team-shop", "team-pay", StringComparison.Ordinal)) with
        {
            Operation = "UPDATE",
            OldObject = Text(ExemptionDocument.Bytes()),
        };

        Assert.False(Review(change, Basis.Of(End)).IsAllowed);
        Assert.True(Review(change, Basis.Of(Basis.Now)).IsAllowed);
    }

    [Fact]
    public void A_policy_is_judged_by_its_reader_whoever_writes_it_and_however_mild_the_one_in_force_is()
    {
        var body = new ReviewBody
        {
            Group = "egressguard.io",
            Kind = "EgressPolicy",
            Namespace = "",
            Name = "default",
            Username = "system:apiserver",
            Object = """{"apiVersion":"egressguard.io/v1alpha1","kind":"EgressPolicy","metadata":{"name":"default"},"spec":{"enforcment":"Warn","mesh":{"clusterDomain":7}}}""",
        };
        var mild = Basis.Of(Basis.Now);
        mild = mild with { Policy = mild.Policy with { Enforcement = Core.Policy.Enforcement.Audit } };

        Assert.Equal(
            """
            EgressPolicy default is refused:
            EG003 invalid-policy at /spec/enforcment: Unknown field 'enforcment'. Fix: Did you mean 'enforcement'?
            EG003 invalid-policy at /spec/mesh/clusterDomain: This must be a string, but it is a number. Fix: Put it in quotes.
            """,
            Review(body, mild).Message);
        Assert.True(Review(body with { Object = body.Object.Replace("enforcment", "enforcement", StringComparison.Ordinal).Replace("7", "\"a\"", StringComparison.Ordinal) }, mild).IsAllowed);
        Assert.False(Review(body with { Object = "null" }, mild).IsAllowed);
        Assert.True(AdmissionReviewer.Review(AdmissionPhase.Mutate, body.ToBytes(), mild).IsAllowed);
        Assert.True(Review(body with { Group = "example.com" }, mild).IsAllowed);
    }

    private static ReviewBody PodBody => new() { Group = "", Kind = "Pod", Name = "legacy-1", Object = Pod };

    private static ReviewBody Exemption(string spec = ExemptionDocument.Spec, string metadata = "'name':'legacy-batch'") => new()
    {
        Group = "egressguard.io",
        Kind = "EgressExemption",
        Namespace = "",
        Name = "legacy-batch",
        Object = Text(ExemptionDocument.Bytes(spec, metadata)),
    };

    private static AdmissionAnswer Review(ReviewBody body, JudgingBasis basis) =>
        AdmissionReviewer.Review(AdmissionPhase.Validate, body.ToBytes(), basis);

    private static string Text(byte[] utf8) => Encoding.UTF8.GetString(utf8);

    private static JsonElement Annotations(AdmissionAnswer answer)
    {
        var output = new ArrayBufferWriter<byte>();
        answer.WriteTo(output);
        using var review = JsonDocument.Parse(output.WrittenMemory);
        return review.RootElement.GetProperty("response").GetProperty("auditAnnotations").Clone();
    }
}
