using EgressGuard.Bypass.Running;

[assembly: AssemblyFixture(typeof(SharedCluster))]

namespace EgressGuard.Bypass.Running;

/// <summary>One guarded cluster for all tests that change nothing in it, or only what no other test looks at.</summary>
public sealed class SharedCluster : IAsyncLifetime
{
    /// <summary>A host that is led to the gateway.</summary>
    internal const string RoutedHost = "orders.example.com";

    internal GuardedCluster Guard { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var cluster = await GuardedCluster.WithoutWebhookAsync();
        var end = DateTimeOffset.UtcNow.AddDays(1);
        cluster.Api.Put(Ask.Yaml("""
            apiVersion: egressguard.io/v1alpha1
            kind: EgressPolicy
            metadata: {name: default}
            spec: {hosts: [{namespaces: [shop, payments], allow: [example.com, "*.example.com"]}]}
            """));
        cluster.Api.Put(Given.Namespace("payments", "istio-injection: enabled"));
        cluster.Api.Put(Given.ServiceEntry(RoutedHost, "orders"));
        cluster.Api.Put(Given.VirtualService(RoutedHost, "orders"));
        cluster.Api.Put(Given.Gateway(RoutedHost, "orders"));
        cluster.PutExemption("legacy-batch", "EG302", "{kind: Pod, namespace: shop, name: legacy-batch-*}", end);
        cluster.PutExemption("exact", "EG302", "{kind: Pod, namespace: shop, name: exact-1}", end);
        cluster.PutExemption("first-host", "EG102", "{kind: ServiceEntry, namespace: shop, name: \"two-*\", hosts: [one.example.com]}", end);
        cluster.PutExemption("second-host", "EG102", "{kind: ServiceEntry, namespace: shop, name: \"two-*\", hosts: [two.example.com]}", end);

        // What the audit finds although no review brought it: a static pod's mirror, and a pod in the guard's own namespace.
        cluster.Api.Put(Given.Namespace("egressguard-system"));
        cluster.Api.Put(Given.PodWith("hostNetwork: true", "mirror-node-1").Annotated("kubernetes.io/config.mirror", "8d1f"));
        cluster.Api.Put(Given.PodWith("hostNetwork: true", "intruder", "egressguard-system"));
        await cluster.StartWebhookAsync();
        Guard = cluster;
    }

    public ValueTask DisposeAsync() => Guard.DisposeAsync();
}
