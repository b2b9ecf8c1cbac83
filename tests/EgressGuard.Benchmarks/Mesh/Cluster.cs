using System.Text.Json.Nodes;
using EgressGuard.Kubernetes.Feed;
using EgressGuard.Kubernetes.Listing;
using EgressGuard.Kubernetes.Watching;
using EgressGuard.Testing.FakeApi;

namespace EgressGuard.Benchmarks.Mesh;

/// <summary>A fake API server in this process that serves a mesh, and the kubeconfig that leads a webhook to it.</summary>
internal sealed class Cluster : IAsyncDisposable
{
    private readonly FakeApiServer _server;
    private readonly string _kubeconfig = Path.GetTempFileName();

    private Cluster(FakeApiServer server) => _server = server;

    /// <summary>The API server.</summary>
    public FakeApiServer Api => _server;

    /// <summary>What a webhook is told so that it watches this cluster.</summary>
    public string[] Arguments => ["--cluster", "kubeconfig", "--kubeconfig", _kubeconfig];

    /// <summary>Starts a cluster with these objects.</summary>
    /// <param name="objects">The objects.</param>
    /// <param name="isAudited">Whether the webhook audits it. Otherwise another replica does, and never ends.</param>
    public static async Task<Cluster> StartAsync(IEnumerable<JsonObject> objects, bool isAudited = false)
    {
        var cluster = new Cluster(await FakeApiServer.StartAsync());
        WatchedType[] types = [.. WatchedTypes.All.Values, GuardTypes.Policies, GuardTypes.Exemptions];
        foreach (var type in types.SelectMany(type => type.Versions))
        {
            cluster._server.Install(type.Group, type.Version, type.Plural, type.Kind, type.IsNamespaced);
        }

        cluster._server.Install("coordination.k8s.io", "v1", "leases", "Lease", namespaced: true);
        cluster._server.Install("events.k8s.io", "v1", "events", "Event", namespaced: true);
        cluster._server.Install("", "v1", "pods", "Pod", namespaced: true);
        cluster._server.Install("wgpolicyk8s.io", "v1alpha2", "policyreports", "PolicyReport", namespaced: true);
        cluster._server.Install("wgpolicyk8s.io", "v1alpha2", "clusterpolicyreports", "ClusterPolicyReport", namespaced: false);
        if (!isAudited)
        {
            cluster._server.Put("""
                {"apiVersion":"coordination.k8s.io/v1","kind":"Lease","metadata":{"name":"egressguard-audit","namespace":"default"},
                "spec":{"holderIdentity":"another replica","leaseDurationSeconds":86400,"renewTime":"2026-11-20T15:46:15.000000Z"} }
                """);
        }

        foreach (var each in objects)
        {
            cluster._server.Put(each);
        }

        await File.WriteAllTextAsync(cluster._kubeconfig, $$"""
            apiVersion: v1
            kind: Config
            current-context: fake
            contexts: [{name: fake, context: {cluster: fake, user: guard} }]
            clusters: [{name: fake, cluster: {server: "{{cluster._server.Address}}"} }]
            users: [{name: guard, user: {token: not-a-secret} }]
            """);
        return cluster;
    }

    public async ValueTask DisposeAsync()
    {
        File.Delete(_kubeconfig);
        await _server.DisposeAsync();
    }
}
