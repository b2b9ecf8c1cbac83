using System.Text;
using EgressGuard.Core.Admission;
using EgressGuard.Kubernetes.Feed;
using EgressGuard.Kubernetes.Listing;
using EgressGuard.Testing;
using EgressGuard.Testing.FakeApi;
using EgressGuard.Webhook.Tests.Metrics;
using EgressGuard.Webhook.Tests.Running;

namespace EgressGuard.Webhook.Tests.Live;

/// <summary>A fake API server that serves every kind, and the real webhook process that watches it.</summary>
internal sealed class LiveWorld : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private LiveWorld(FakeApiServer cluster) => Cluster = cluster;

    public FakeApiServer Cluster { get; }

    public WebhookProcess Webhook { get; private set; } = null!;

    private string[] Arguments => ["--cluster", "kubeconfig", "--kubeconfig", _directory.File("kubeconfig")];

    /// <summary>The cluster, before the webhook.</summary>
    public static async Task<LiveWorld> WithoutWebhookAsync()
    {
        var world = new LiveWorld(await FakeApiServer.StartAsync());
        foreach (var type in WatchedTypes.All.Values.Append(GuardTypes.Policies).Append(GuardTypes.Exemptions))
        {
            foreach (var version in type.Versions)
            {
                world.Cluster.Install(version.Group, version.Version, version.Plural, version.Kind, version.IsNamespaced);
            }
        }

        world.Cluster.Install("coordination.k8s.io", "v1", "leases", "Lease", namespaced: true);
        world.Cluster.Install("events.k8s.io", "v1", "events", "Event", namespaced: true);
        world.Cluster.Install("wgpolicyk8s.io", "v1alpha2", "policyreports", "PolicyReport", namespaced: true);
        world.Cluster.Install("wgpolicyk8s.io", "v1alpha2", "clusterpolicyreports", "ClusterPolicyReport", namespaced: false);
        world.Cluster.Install("", "v1", "pods", "Pod", namespaced: true);
        world.Cluster.Install("", "v1", "secrets", "Secret", namespaced: true);
        foreach (var kind in (string[])["Validating", "Mutating"])
        {
            world.Cluster.Install(
                "admissionregistration.k8s.io", "v1", kind.ToLowerInvariant() + "webhookconfigurations", kind + "WebhookConfiguration", namespaced: false);
        }

        world._directory.Write("kubeconfig", $$"""
            apiVersion: v1
            kind: Config
            current-context: fake
            contexts: [{name: fake, context: {cluster: fake, user: guard} }]
            clusters: [{name: fake, cluster: {server: "{{world.Cluster.Address}}"} }]
            users: [{name: guard, user: {token: not-a-secret} }]
            """);
        world.PutNamespace("istio-system");
        world.PutNamespace("shop");
        return world;
    }

    /// <summary>The cluster and the webhook, which is ready.</summary>
    public static async Task<LiveWorld> StartAsync(params string[] arguments)
    {
        var world = await WithoutWebhookAsync();
        await world.StartWebhookAsync(arguments);
        return world;
    }

    public async Task StartWebhookAsync(params string[] arguments) => Webhook = await WebhookProcess.StartAsync([.. Arguments, .. arguments]);

    /// <summary>Another replica, which is ready and the caller's to end.</summary>
    public Task<WebhookProcess> StartReplicaAsync(params string[] arguments) => WebhookProcess.StartAsync([.. Arguments, .. arguments]);

    /// <summary>Another replica, with environment variables.</summary>
    public Task<WebhookProcess> StartReplicaAsync(Dictionary<string, string> environment, params string[] arguments) =>
        WebhookProcess.StartAsync(environment, [.. Arguments, .. arguments]);

    /// <summary>The webhook, which may not become ready.</summary>
    public async Task StartUnreadyWebhookAsync(params string[] arguments) =>
        Webhook = await WebhookProcess.StartUnreadyAsync([.. Arguments, .. arguments]);

    public async Task RestartWebhookAsync()
    {
        await Webhook.SignalAsync("TERM");
        await Webhook.WaitForExitAsync();
        await Webhook.DisposeAsync();
        await StartWebhookAsync();
    }

    public void PutNamespace(string name, string labels = "") => Cluster.Put(
        $$"""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"{{name}}","labels":{ {{labels}} } } }""");

    public void PutServiceEntry(string name, string host, string @namespace = "shop") => Cluster.Put($$"""
        {"apiVersion":"networking.istio.io/v1","kind":"ServiceEntry","metadata":{"name":"{{name}}","namespace":"{{@namespace}}"},
        "spec":{"hosts":["{{host}}"],"exportTo":[".","istio-system"],"location":"MESH_EXTERNAL","resolution":"DNS","ports":[{"number":443,"name":"tls","protocol":"TLS"}]} }
        """);

    public void PutPolicy(string spec, string name = "default") => Cluster.Put(
        $$"""{"apiVersion":"egressguard.io/v1alpha1","kind":"EgressPolicy","metadata":{"name":"{{name}}"},"spec":{{spec}} }""");

    public void PutExemption(DateTimeOffset expires, string @namespace = "shop") => Cluster.Put($$"""
        {"apiVersion":"egressguard.io/v1alpha1","kind":"EgressExemption","metadata":{"name":"legacy-batch","creationTimestamp":"{{DateTimeOffset.UtcNow:yyyy-MM-ddTHH:mm:ssZ}}"},
        "spec":{"rules":["EG302"],"subjects":[{"kind":"Pod","namespace":"{{@namespace}}","name":"legacy-batch-*"}],
        "reason":"Being moved behind the gateway","owner":"team-shop","expires":"{{expires:yyyy-MM-ddTHH:mm:ssZ}}"} }
        """);

    /// <summary>A pod that no mutation has labelled, with hostNetwork.</summary>
    public void PutPod(string name) => Cluster.Put($$"""
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"{{name}}","namespace":"shop"},
        "spec":{"hostNetwork":true,"containers":[{"name":"app","image":"registry.example.com/app:1.0.0"}]} }
        """);

    /// <summary>The answer to the creation of a pod in a namespace; EG302 refuses it for its hostNetwork.</summary>
    public Task<ReviewResponse> ReviewPodAsync(string @namespace = "shop") => Webhook.ReviewAsync(
        AdmissionPhase.Validate, Samples.Uid, PodReview(@namespace));

    /// <summary>The review of <see cref="ReviewPodAsync"/>.</summary>
    public static byte[] PodReview(string @namespace = "shop") =>
        Encoding.UTF8.GetBytes(Review("", "Pod", @namespace, "legacy-batch-1", """
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"legacy-batch-1","labels":{"egressguard.io/egress":"gateway"}},
            "spec":{"hostNetwork":true,"containers":[{"name":"app","image":"registry.example.com/app:1.0.0"}]}}
            """));

    /// <summary>The answer to a second ServiceEntry for a host: who has it already is known from the mesh alone.</summary>
    public Task<ReviewResponse> ReviewRivalAsync(string host) => Webhook.ReviewAsync(
        AdmissionPhase.Validate,
        Samples.Uid,
        Encoding.UTF8.GetBytes(Review("networking.istio.io", "ServiceEntry", "payments", "rival", $$"""
            {"apiVersion":"networking.istio.io/v1","kind":"ServiceEntry","metadata":{"name":"rival","namespace":"payments"},
            "spec":{"hosts":["{{host}}"],"exportTo":[".","istio-system"],"resolution":"DNS","ports":[{"number":443,"name":"tls","protocol":"TLS"}]} }
            """)));

    /// <summary>Waits until the objects of a kind in the webhook's mesh are so many.</summary>
    public Task CountAsync(string kind, int count) => Eventually.IsTrueAsync(
        async () => (await ScrapeAsync()).Sum("egressguard_snapshot_objects", ("kind", kind)) == count, $"{count} of {kind} in the mesh");

    /// <summary>Waits until a metric has a value.</summary>
    public Task MetricAsync(Func<double, bool> condition, string name, params (string Label, string Value)[] labels) => Eventually.IsTrueAsync(
        async () => condition((await ScrapeAsync()).Sum(name, labels)), $"{name} {string.Join(", ", labels)}");

    public async Task<Exposition> ScrapeAsync() =>
        PrometheusParser.Parse(await Webhook.Admin.GetByteArrayAsync(new Uri("/metrics", UriKind.Relative)));

    public async ValueTask DisposeAsync()
    {
        if (Webhook is not null)
        {
            await Webhook.DisposeAsync();
        }

        await Cluster.DisposeAsync();
        _directory.Dispose();
    }

    private static string Review(string group, string kind, string @namespace, string name, string json) =>
        $$$"""
        {"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"{{{Samples.Uid}}}","operation":"CREATE",
        "kind":{"group":"{{{group}}}","version":"v1","kind":"{{{kind}}}"},"namespace":"{{{@namespace}}}","name":"{{{name}}}",
        "userInfo":{"username":"alice"},"object":{{{json}}},"oldObject":null}}
        """;
}
