using System.Text.Json.Nodes;
using EgressGuard.EndToEnd.Client;
using EgressGuard.EndToEnd.Install;

namespace EgressGuard.EndToEnd.Scenarios;

/// <summary>Pods, what makes them, and their subresources.</summary>
public sealed class PodTests(World world) : Scenario(world)
{
    [Fact]
    public async Task A_pod_gets_its_label_and_the_patch_applies()
    {
        var pod = await CreatePodAsync();

        Assert.Equal("gateway", pod.Label(Samples.EgressLabel));
    }

    [Fact]
    public async Task A_label_is_added_beside_labels_that_are_there()
    {
        var item = Samples.Pod(Namespace);
        item["metadata"]!["labels"] = new JsonObject { ["example.com/a_b"] = "1" };

        var answer = await Kube.CreateAsync(item);

        Assert.True(answer.IsSuccess, answer.ToString());
        Assert.Equal(("1", "gateway"), (answer.Label("example.com/a_b"), answer.Label(Samples.EgressLabel)));
    }

    [Fact]
    public async Task A_pod_in_the_network_of_its_node_is_refused()
    {
        var refused = await Kube.CreateAsync(Samples.HostNetworkPod(Namespace));

        Assert.True(refused.IsDenied, refused.ToString());
        Assert.Contains("EG302", refused.Message, StringComparison.Ordinal);
        Assert.Contains("pods.validate.egressguard.io", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deployment_of_such_pods_is_refused()
    {
        var item = Manifests.Parse(
            $"""
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: worker
              namespace: {Namespace}
            spec:
              selector:
                matchLabels:
                  app: worker
              template:
                metadata:
                  labels:
                    app: worker
            """);
        item["spec"]!["template"]!["spec"] = Samples.HostNetworkPod(Namespace)["spec"]!.DeepClone();

        var refused = await Kube.CreateAsync(item);
        Assert.True(refused.IsDenied, refused.ToString());
        Assert.Contains("EG302", refused.Message, StringComparison.Ordinal);

        item["spec"]!["template"]!["spec"]!.AsObject().Remove("hostNetwork");
        var admitted = await Kube.CreateAsync(item);
        Assert.True(admitted.IsSuccess, admitted.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("status")]
    public async Task The_label_cannot_be_taken_away_later(string subresource)
    {
        await CreatePodAsync();

        var patch = JsonNode.Parse("""{"metadata":{"labels":{"egressguard.io/egress":"direct"}}}""")!;
        var refused = await Kube.MergeAsync(Types.Pod, In("worker"), patch, subresource);

        Assert.True(refused.IsDenied, refused.ToString());
        Assert.Contains("EG307", refused.Message, StringComparison.Ordinal);
        Assert.Equal("gateway", (await Kube.GetAsync(Types.Pod, In("worker"))).Label(Samples.EgressLabel));
    }

    [Fact]
    public async Task A_status_goes_through()
    {
        await CreatePodAsync();

        var patch = JsonNode.Parse("""{"status":{"message":"waits for a node"}}""")!;
        var answer = await Kube.MergeAsync(Types.Pod, In("worker"), patch, "status");

        Assert.True(answer.IsSuccess, answer.ToString());
    }

    [Fact]
    public async Task An_ephemeral_container_is_judged()
    {
        await SkipWithoutEphemeralContainersAsync();
        await CreatePodAsync();

        var refused = await DebugAsync("""{"capabilities":{"add":["NET_ADMIN"]}}""");
        Assert.True(refused.IsDenied, refused.ToString());
        Assert.Contains("EG305", refused.Message, StringComparison.Ordinal);

        var admitted = await DebugAsync("""{"runAsUser":10001,"allowPrivilegeEscalation":false}""");
        Assert.True(admitted.IsSuccess, admitted.ToString());
    }

    private async Task SkipWithoutEphemeralContainersAsync()
    {
        var resources = (await Kube.GetAsync("/api/v1")).Object["resources"]!.AsArray();
        var resource = resources.FirstOrDefault(item => item!["name"]!.GetValue<string>() == "pods/ephemeralcontainers");
        var kind = resource?["kind"]!.GetValue<string>();
        Assert.SkipWhen(kind is null, "This server has no pods/ephemeralcontainers (1.22 and before, without a gate).");
        Assert.SkipWhen(
            kind != "Pod",
            $"pods/ephemeralcontainers of this server takes the kind {kind}, not Pod (1.21 and before), and is not judged (docs/limits.md).");
    }

    private Task<KubeAnswer> DebugAsync(string securityContext) => Kube.PatchAsync(
        Types.Pod,
        In("worker"),
        new JsonObject
        {
            ["spec"] = new JsonObject
            {
                ["ephemeralContainers"] = new JsonArray(new JsonObject
                {
                    ["name"] = "debugger",
                    ["image"] = "registry.example.com/debugger:1.0.0",
                    ["targetContainerName"] = "app",
                    ["securityContext"] = JsonNode.Parse(securityContext),
                }),
            },
        },
        "ephemeralcontainers");

    private async Task<KubeAnswer> CreatePodAsync()
    {
        var answer = await Kube.CreateAsync(Samples.Pod(Namespace));
        Assert.True(answer.IsSuccess, answer.ToString());
        return answer;
    }
}
