using System.Text;
using System.Text.Json;
using EgressGuard.Core.Admission;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Patching;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Tests.Admission;
using Microsoft.AspNetCore.JsonPatch;
using Microsoft.AspNetCore.JsonPatch.Operations;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using Newtonsoft.Json.Serialization;

namespace EgressGuard.Core.Tests.Labels;

/// <summary>What mutation adds, read back from the answer as the API server would and applied by somebody else's JSON patch.</summary>
public sealed class LabelInjectorTests
{
    private const string Inject = "sidecar.istio.io/inject";
    private const string Owner = "egressguard.io/owner";

    [Theory]
    [InlineData("""{"name":"web"}""", """{"egressguard.io/egress":"gateway"}""")]
    [InlineData("""{"name":"web","labels":null}""", """{"egressguard.io/egress":"gateway"}""")]
    [InlineData("""{"name":"web","labels":{}}""", """{"egressguard.io/egress":"gateway"}""")]
    [InlineData("""{"name":"web","labels":{"app":"web"}}""", """{"app":"web","egressguard.io/egress":"gateway"}""")]
    [InlineData("""{"name":"web","labels":{"app":null}}""", """{"app":null,"egressguard.io/egress":"gateway"}""")]
    [InlineData("""{"generateName":"web-","labels":{"a~b/c":"d"}}""", """{"a~b/c":"d","egressguard.io/egress":"gateway"}""")]
    public void Adds_a_label_to_whatever_labels_there_are(string metadata, string labels) =>
        Assert.Equal(labels, LabelsOf(Mutated(Pod(metadata), MeshSnapshot.Empty, EgressPolicy.Default)));

    [Fact]
    public void Adds_the_metadata_too_when_a_file_has_none() =>
        Assert.Equal(
            """{"egressguard.io/egress":"gateway"}""",
            LabelsOf(Mutated("""{"apiVersion":"v1","kind":"Pod","spec":{}}""", MeshSnapshot.Empty, EgressPolicy.Default)));

    [Theory]
    [InlineData("gateway")]
    [InlineData("direct")]
    [InlineData("")]
    public void Never_touches_a_label_that_is_there(string value)
    {
        var pod = Pod($$$"""{"name":"web","labels":{"egressguard.io/egress":"{{{value}}}"}}""");

        Assert.Empty(Answer("CREATE", pod, MeshSnapshot.Empty, EgressPolicy.Default).Patch);
    }

    [Fact]
    public void Adds_nothing_the_second_time()
    {
        var mesh = MeshWith("""{"name":"shop","labels":{"istio-injection":"enabled"}}""");
        var once = Mutated(Pod("""{"name":"web"}"""), mesh, EgressPolicy.Default);

        Assert.Equal("""{"egressguard.io/egress":"gateway","sidecar.istio.io/inject":"true"}""", LabelsOf(once));
        Assert.Empty(Answer("CREATE", once, mesh, EgressPolicy.Default).Patch);
    }

    [Fact]
    public void Leaves_nothing_for_EG307_to_find()
    {
        var mesh = MeshWith("""{"name":"shop","labels":{"istio-injection":"enabled"}}""");
        var mutated = Mutated(Pod("""{"name":"web"}"""), mesh, EgressPolicy.Default);

        var verdict = AdmissionReviewer.Review(
            AdmissionPhase.Validate, Body("CREATE", mutated).ToBytes(), Basis.Of(mesh, EgressPolicy.Default)).Verdict;

        Assert.Empty(verdict.Findings);
        Assert.Empty(verdict.NotEvaluated);
    }

    [Theory]
    [InlineData("""{"istio-injection":"enabled"}""", true)]
    [InlineData("""{"istio-injection":"disabled"}""", false)]
    [InlineData("{}", false)]
    public void Asks_for_injection_only_where_the_namespace_is_injected(string namespaceLabels, bool asks)
    {
        var mesh = MeshWith($$"""{"name":"shop","labels":{{namespaceLabels}}}""");

        var labels = LabelsOf(Mutated(Pod("""{"name":"web"}"""), mesh, EgressPolicy.Default));

        Assert.Equal(asks, labels.Contains(Inject, StringComparison.Ordinal));
    }

    /// <summary>EG301 would refuse the pod for the label that was added.</summary>
    [Theory]
    [InlineData("kube-public")]
    [InlineData("kube-node-lease")]
    [InlineData("local-path-storage")]
    public void Asks_for_no_injection_where_Istio_never_injects(string @namespace)
    {
        var mesh = MeshWith($$"""{"name":"{{@namespace}}","labels":{"istio-injection":"enabled"} }""");
        var body = Body("CREATE", Pod("""{"name":"web"}""")) with { Namespace = @namespace };

        var operation = Assert.Single(AdmissionReviewer.Review(AdmissionPhase.Mutate, body.ToBytes(), Basis.Of(mesh, EgressPolicy.Default)).Patch, Adds);
        Assert.DoesNotContain(Inject, operation.Path, StringComparison.Ordinal);

        static bool Adds(PatchOperation operation) => operation is AddString;
    }

    [Theory]
    [InlineData("""{"team":"payments"}""", """{"egressguard.io/owner":"payments"}""")]
    [InlineData("{}", null)]
    public void Takes_a_value_from_the_namespace_where_it_has_one(string namespaceLabels, string? labels)
    {
        var policy = EgressPolicy.Default with
        {
            Labels = [new LabelRequirement { Kinds = [ObjectKind.Pod], Key = Owner, FromNamespaceLabel = "team" }],
        };
        var mesh = MeshWith($$"""{"name":"shop","labels":{{namespaceLabels}}}""");

        Assert.Equal(labels, TryLabelsOf(Mutated(Pod("""{"name":"web"}"""), mesh, policy)));
    }

    [Theory]
    [InlineData("DELETE")]
    [InlineData("CONNECT")]
    public void Adds_nothing_to_what_is_not_written(string operation) =>
        Assert.Empty(Answer(operation, Pod("""{"name":"web"}"""), MeshSnapshot.Empty, EgressPolicy.Default).Patch);

    [Theory]
    [InlineData("ephemeralcontainers")]
    [InlineData("status")]
    public void Adds_nothing_through_a_subresource(string subResource)
    {
        var body = Body("UPDATE", Pod("""{"name":"web"}""")) with { SubResource = subResource };

        Assert.Empty(AdmissionReviewer.Review(AdmissionPhase.Mutate, body.ToBytes(), Basis.Of(MeshSnapshot.Empty, EgressPolicy.Default)).Patch);
    }

    [Theory]
    [InlineData("istio-system")]
    [InlineData("kube-system")]
    public void Leaves_the_platform_alone(string @namespace)
    {
        var body = Body("CREATE", Pod("""{"name":"web"}""")) with { Namespace = @namespace };

        Assert.Empty(AdmissionReviewer.Review(AdmissionPhase.Mutate, body.ToBytes(), Basis.Of(MeshSnapshot.Empty, EgressPolicy.Default)).Patch);
    }

    private static string Pod(string metadata) => $$"""{"apiVersion":"v1","kind":"Pod","metadata":{{metadata}},"spec":{} }""";

    private static ReviewBody Body(string operation, string pod) =>
        new() { Group = "", Kind = "Pod", Name = "web", Operation = operation, Object = pod };

    private static MeshSnapshot MeshWith(string namespaceMetadata)
    {
        var json = Encoding.UTF8.GetBytes($$"""{"metadata":{{namespaceMetadata}} }""");
        return MeshSnapshot.Empty.With(KubeObjectReader.Read(ObjectKind.Namespace, json, out _)!, new ObjectRef("", "shop"));
    }

    private static AdmissionAnswer Answer(string operation, string pod, MeshSnapshot mesh, EgressPolicy policy) =>
        AdmissionReviewer.Review(AdmissionPhase.Mutate, Body(operation, pod).ToBytes(), Basis.Of(mesh, policy));

    private static string Mutated(string pod, MeshSnapshot mesh, EgressPolicy policy)
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        Answer("CREATE", pod, mesh, policy).WriteTo(output);
        using var review = JsonDocument.Parse(output.WrittenMemory);
        var response = review.RootElement.GetProperty("response");
        Assert.True(response.GetProperty("allowed").GetBoolean());
        if (!response.TryGetProperty("patch", out var patch))
        {
            Assert.False(response.TryGetProperty("patchType", out _));
            return pod;
        }

        Assert.Equal("JSONPatch", response.GetProperty("patchType").GetString());
        var operations = JsonConvert.DeserializeObject<List<Operation>>(Encoding.UTF8.GetString(patch.GetBytesFromBase64()))!;
        var target = JObject.Parse(pod);
        new JsonPatchDocument(operations, new DefaultContractResolver()).ApplyTo(target);
        return target.ToString(Formatting.None);
    }

    private static string LabelsOf(string pod) => TryLabelsOf(pod)!;

    private static string? TryLabelsOf(string pod) => JObject.Parse(pod)["metadata"]?["labels"]?.ToString(Formatting.None);
}
