using System.Text;
using EgressGuard.Cli.Tests.Check;
using EgressGuard.Kubernetes.Feed;
using EgressGuard.Kubernetes.Listing;
using EgressGuard.Kubernetes.Watching;
using EgressGuard.Testing.FakeApi;
using EgressGuard.Yaml;

namespace EgressGuard.Cli.Tests.Clusters;

/// <summary>A fake API server that serves every kind there is, with two namespaces, and a kubeconfig that leads to it.</summary>
internal sealed class ClusterWorld : IAsyncDisposable
{
    /// <summary>A pod that EG302 refuses.</summary>
    public const string Pod = """
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"legacy-batch-1","namespace":"shop","labels":{"egressguard.io/egress":"gateway"}},
        "spec":{"hostNetwork":true,"containers":[{"name":"app","image":"registry.example.com/app:1.0.0"}]}}
        """;

    private ClusterWorld(FakeApiServer api) => Api = api;

    public FakeApiServer Api { get; }

    public TemporaryFiles Files { get; } = new();

    public string KubeConfig { get; private set; } = "";

    /// <summary>All types of all kinds.</summary>
    public static IEnumerable<WatchedType> Types =>
    [
        .. WatchedTypes.All.Values,
        .. ListedKind.All.SelectMany(kind => kind.Types).Select(versions => new WatchedType(versions)),
        GuardTypes.Policies,
        GuardTypes.Exemptions,
    ];

    public static async Task<ClusterWorld> StartAsync()
    {
        var world = new ClusterWorld(await FakeApiServer.StartAsync());
        foreach (var version in Types.SelectMany(type => type.Versions))
        {
            world.Api.Install(version.Group, version.Version, version.Plural, version.Kind, version.IsNamespaced);
        }

        world.KubeConfig = world.WriteKubeConfig("kubeconfig", world.Api.Address);
        world.Put("""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"istio-system"}}""");
        world.Put("""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"shop"}}""");
        return world;
    }

    public string WriteKubeConfig(string name, Uri address) => Files.Write(name, $$"""
        apiVersion: v1
        kind: Config
        current-context: fake
        contexts: [{name: fake, context: {cluster: fake, user: guard} }]
        clusters: [{name: fake, cluster: {server: "{{address}}"} }]
        users: [{name: guard, user: {token: not-a-secret} }]
        """);

    /// <summary>Puts the objects of a text, YAML or JSON, into the cluster.</summary>
    public void Put(string text)
    {
        foreach (var manifest in ManifestReader.Read(Encoding.UTF8.GetBytes(text), "test"))
        {
            Api.Put(Encoding.UTF8.GetString(manifest.Json.Span));
        }
    }

    public void PutServiceEntry(string name, string host, string @namespace = "shop") => Put(ServiceEntry(name, host, @namespace));

    /// <summary>A ServiceEntry that warns: no route leads to its host.</summary>
    public static string ServiceEntry(string name, string host, string @namespace = "shop") => $$"""
        {"apiVersion":"networking.istio.io/v1","kind":"ServiceEntry","metadata":{"name":"{{name}}","namespace":"{{@namespace}}",
        "labels":{"egressguard.io/gateway":"istio-egressgateway.istio-system"} },
        "spec":{"hosts":["{{host}}"],"exportTo":[".","istio-system"],"location":"MESH_EXTERNAL","resolution":"DNS",
        "ports":[{"number":443,"name":"tls","protocol":"TLS"}]} }
        """;

    public void PutPolicy(string spec, string name = "default") => Put(
        $$"""{"apiVersion":"egressguard.io/v1alpha1","kind":"EgressPolicy","metadata":{"name":"{{name}}"},"spec":{{spec}} }""");

    public static string Exemption(string more = "") => $$"""
        {"apiVersion":"egressguard.io/v1alpha1","kind":"EgressExemption","metadata":{"name":"legacy-batch","creationTimestamp":"2026-11-01T00:00:00Z"},
        "spec":{"rules":["EG302"],"subjects":[{"kind":"Pod","namespace":"shop","name":"legacy-batch-*"}],
        "reason":"Being moved behind the gateway","owner":"team-shop","expires":"2026-12-31T00:00:00Z"{{more}} } }
        """;

    /// <summary>Runs a command on this cluster, in December 2026.</summary>
    public CommandLine Run(string command, params string[] args) =>
        CommandLine.Run([command, "--kubeconfig", KubeConfig, "--at", "2026-12-01T00:00:00Z", .. args]);

    /// <summary>Judges a manifest as applied to this cluster.</summary>
    public CommandLine Check(string manifest, params string[] args) => CommandLine.RunWith(
        manifest, ["check", "--cluster", "-", "--kubeconfig", KubeConfig, "--at", "2026-12-01T00:00:00Z", .. args]);

    public async ValueTask DisposeAsync()
    {
        await Api.DisposeAsync();
        Files.Dispose();
    }
}
