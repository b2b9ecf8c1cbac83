using EgressGuard.Core.Admission;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Tests.Admission;

/// <summary>What is particular to kinds without a namespace, kinds without a spec, subresources and deletions.</summary>
public sealed class OtherKindsReviewTests
{
    private const string Protected = """
        {"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicy",
         "metadata":{"name":"deny","namespace":"shop","labels":{"egressguard.io/protected":"true"}},"spec":{"podSelector":{},"policyTypes":["Egress"]}}
        """;

    private const string Unprotected = """
        {"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicy","metadata":{"name":"deny","namespace":"shop"},
         "spec":{"podSelector":{},"policyTypes":["Egress"]}}
        """;

    private const string InMesh = """{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"shop","labels":{"istio-injection":"enabled"}}}""";

    private const string OutOfMesh = """{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"shop","labels":{"istio-injection":"disabled"}}}""";

    private const string OutOfMeshAndAnnotated = """
        {"apiVersion":"v1","kind":"Namespace","metadata":{"name":"shop","labels":{"istio-injection":"disabled"},"annotations":{"a":"b"}}}
        """;

    [Theory]
    [InlineData(Protected, "alice", false)]
    [InlineData(Unprotected, "alice", true)]
    [InlineData(Protected, "system:serviceaccount:istio-system:istiod", true)]
    public void Judges_the_deletion_of_what_protects(string old, string username, bool allowed)
    {
        var answer = Validate(Policy() with { Operation = "DELETE", Object = "null", OldObject = old, Username = username });

        Assert.Equal(allowed, answer.IsAllowed);
        Assert.Equal(allowed ? [] : ["EG509"], answer.Verdict.Findings.Select(finding => finding.Rule));
    }

    [Fact]
    public void Refuses_a_deletion_that_does_not_say_what_goes_away()
    {
        var answer = Validate(Policy() with { Operation = "DELETE", Object = "null" });

        Assert.Equal((false, RefusalCode.Invalid), (answer.IsAllowed, answer.Code));
        Assert.StartsWith("NetworkPolicy shop/deny is refused:\nEG001 malformed-object", answer.Message, StringComparison.Ordinal);
        Assert.Contains("the request carries no object", answer.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("v1", "", "Pod")]
    [InlineData("networking.istio.io/v1", "networking.istio.io", "ServiceEntry")]
    [InlineData("v1", "", "Namespace")]
    public void Lets_the_deletion_of_other_kinds_through(string version, string group, string kind) => Assert.True(Validate(new ReviewBody
    {
        Group = group,
        Kind = kind,
        Operation = "DELETE",
        Object = "null",
        OldObject = $$"""{"apiVersion":"{{version}}","kind":"{{kind}}","metadata":{"name":"x"} }""",
    }).IsAllowed);

    [Fact]
    public void Adds_nothing_to_what_is_deleted() => Assert.Empty(AdmissionReviewer.Review(
        AdmissionPhase.Mutate,
        (Policy() with { Operation = "DELETE", Object = "null", OldObject = Protected }).ToBytes(),
        Basis.Of(MeshSnapshot.Empty, EgressPolicy.Default)).Patch);

    [Theory]
    [InlineData("", InMesh, OutOfMesh, false)]
    [InlineData("status", InMesh, OutOfMesh, false)]
    [InlineData("finalize", InMesh, OutOfMesh, false)]
    [InlineData("", OutOfMesh, OutOfMeshAndAnnotated, true)]
    [InlineData("", OutOfMesh, InMesh, true)]
    public void Judges_the_labels_of_a_namespace_by_every_way_that_sets_them(string subResource, string was, string now, bool allowed)
    {
        // The API server names the namespace of a Namespace as the request's, too.
        var answer = Validate(new ReviewBody
        {
            Group = "",
            Kind = "Namespace",
            Name = "shop",
            Operation = "UPDATE",
            SubResource = subResource,
            Object = now,
            OldObject = was,
        });

        Assert.Equal(allowed, answer.IsAllowed);
        if (!allowed)
        {
            Assert.StartsWith("Namespace shop is refused:\n", answer.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("kube-system", true)]
    [InlineData("shop", false)]
    public void Takes_the_platform_of_a_namespace_from_its_name(string name, bool allowed) => Assert.Equal(allowed, Validate(new ReviewBody
    {
        Group = "",
        Kind = "Namespace",
        Name = name,
        Namespace = name,
        Object = OutOfMesh.Replace("shop", name, StringComparison.Ordinal),
    }).IsAllowed);

    [Theory]
    [InlineData("203.0.113.9", "203.0.113.9", true)]
    [InlineData("203.0.113.9", "203.0.113.10", false)]
    public void Compares_the_whole_of_a_kind_without_spec(string was, string now, bool allowed) => Assert.Equal(allowed, Validate(new ReviewBody
    {
        Group = "",
        Kind = "Endpoints",
        Name = "db",
        Operation = "UPDATE",
        Object = Endpoints(now, 2),
        OldObject = Endpoints(was, 1),
    }).IsAllowed);

    [Fact]
    public void Names_a_Gateway_of_the_Gateway_API_as_its_author_does()
    {
        var answer = Validate(new ReviewBody
        {
            Group = "gateway.networking.k8s.io",
            Kind = "Gateway",
            Name = "own",
            Object = """
                {"apiVersion":"gateway.networking.k8s.io/v1","kind":"Gateway","metadata":{"name":"own","namespace":"shop"},
                 "spec":{"gatewayClassName":"istio","listeners":[{"name":"http","port":80,"protocol":"HTTP"}]}}
                """,
        });

        Assert.StartsWith("Gateway shop/own is refused:\nEG705 ", answer.Message, StringComparison.Ordinal);
    }

    private static ReviewBody Policy() => new() { Group = "networking.k8s.io", Kind = "NetworkPolicy", Name = "deny" };

    private static string Endpoints(string address, int version) => $$"""
        {"apiVersion":"v1","kind":"Endpoints","metadata":{"name":"db","namespace":"shop","resourceVersion":"{{version}}"},
         "subsets":[{"addresses":[{"ip":"{{address}}"}],"ports":[{"port":5432}]}]}
        """;

    private static AdmissionAnswer Validate(ReviewBody body) =>
        AdmissionReviewer.Review(AdmissionPhase.Validate, body.ToBytes(), Basis.Of(MeshSnapshot.Empty, EgressPolicy.Default));
}
