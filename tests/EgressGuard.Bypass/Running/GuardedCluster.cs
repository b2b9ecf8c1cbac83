using EgressGuard.Core.Admission;
using EgressGuard.Kubernetes.Feed;
using EgressGuard.Kubernetes.Listing;
using EgressGuard.Kubernetes.Watching;
using EgressGuard.Testing;
using EgressGuard.Testing.FakeApi;
using EgressGuard.Webhook.Tests.Running;

namespace EgressGuard.Bypass.Running;

/// <summary>A fake API server with a small mesh, and the real webhook process that watches it, spoken to over TLS.</summary>
internal sealed class GuardedCluster : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private GuardedCluster(FakeApiServer api) => Api = api;

    public FakeApiServer Api { get; }

    public WebhookProcess Webhook { get; private set; } = null!;

    /// <summary>The cluster, before the webhook, with the namespaces istio-system and shop.</summary>
    public static async Task<GuardedCluster> WithoutWebhookAsync()
    {
        var cluster = new GuardedCluster(await FakeApiServer.StartAsync());
        foreach (var version in Types.SelectMany(type => type.Versions))
        {
            cluster.Api.Install(version.Group, version.Version, version.Plural, version.Kind, version.IsNamespaced);
        }

        cluster.Api.Install("coordination.k8s.io", "v1", "leases", "Lease", namespaced: true);
        cluster.Api.Install("events.k8s.io", "v1", "events", "Event", namespaced: true);
        cluster.Api.Install("wgpolicyk8s.io", "v1alpha2", "policyreports", "PolicyReport", namespaced: true);
        cluster.Api.Install("wgpolicyk8s.io", "v1alpha2", "clusterpolicyreports", "ClusterPolicyReport", namespaced: false);
        cluster._directory.Write("kubeconfig", $$"""
            apiVersion: v1
            kind: Config
            current-context: fake
            contexts: [{name: fake, context: {cluster: fake, user: guard} }]
            clusters: [{name: fake, cluster: {server: "{{cluster.Api.Address}}"} }]
            users: [{name: guard, user: {token: not-a-secret} }]
            """);
        cluster.Api.Put(Given.Namespace("istio-system"));
        cluster.Api.Put(Given.Namespace("shop", "istio-injection: enabled"));
        return cluster;
    }

    /// <summary>The cluster and the webhook, which is ready.</summary>
    public static async Task<GuardedCluster> StartAsync(params string[] arguments)
    {
        var cluster = await WithoutWebhookAsync();
        await cluster.StartWebhookAsync(arguments);
        return cluster;
    }

    public async Task StartWebhookAsync(params string[] arguments) => Webhook = await WebhookProcess.StartAsync([.. Arguments, .. arguments]);

    /// <summary>The webhook, which may not become ready.</summary>
    public async Task StartUnreadyWebhookAsync() => Webhook = await WebhookProcess.StartUnreadyAsync(Arguments);

    /// <summary>An exemption from now until a time.</summary>
    public void PutExemption(string name, string rules, string subjects, DateTimeOffset expires) => Api.Put(Ask.Yaml($$"""
        apiVersion: egressguard.io/v1alpha1
        kind: EgressExemption
        metadata: {name: {{name}}, creationTimestamp: "{{DateTimeOffset.UtcNow:yyyy-MM-ddTHH:mm:ssZ}}"}
        spec:
          rules: [{{rules}}]
          subjects: [{{subjects}}]
          owner: team-shop
          reason: Being moved behind the gateway
          expires: "{{expires:yyyy-MM-ddTHH:mm:ssZ}}"
        """));

    public Task<ReviewResponse> ReviewAsync(Ask ask, AdmissionPhase phase = AdmissionPhase.Validate) => Webhook.ReviewAsync(phase, Ask.Uid, ask.ToBytes());

    /// <summary>Asks, and holds that the answer is a refusal by a rule.</summary>
    public async Task<ReviewResponse> RefusesAsync(string rule, Ask ask)
    {
        var answer = await ReviewAsync(ask);
        Assert.False(answer.Allowed, $"It was allowed, not refused by {rule}: {ask.Operation} {ask.Object ?? ask.Old}");
        Assert.Contains(rule, answer.Message, StringComparison.Ordinal);
        return answer;
    }

    /// <summary>Asks, and holds that the request goes through.</summary>
    public async Task<ReviewResponse> AllowsAsync(Ask ask)
    {
        var answer = await ReviewAsync(ask);
        Assert.True(answer.Allowed, answer.Message);
        return answer;
    }

    /// <summary>Waits until a report of the audit names an object for a rule.</summary>
    public Task ReportedAsync(string rule, string name) => Eventually.IsTrueAsync(
        () => Api.Objects("policyreports").SelectMany(report => report["results"]?.AsArray() ?? []).Any(result =>
            ((string?)result!["rule"])!.Contains(rule, StringComparison.Ordinal)
            && result["resources"]!.AsArray().Any(resource => (string?)resource!["name"] == name)),
        $"a report of {rule} for {name}");

    public async ValueTask DisposeAsync()
    {
        if (Webhook is not null)
        {
            await Webhook.DisposeAsync();
        }

        await Api.DisposeAsync();
        _directory.Dispose();
    }

    private string[] Arguments => ["--cluster", "kubeconfig", "--kubeconfig", _directory.File("kubeconfig")];

    private static IEnumerable<WatchedType> Types =>
    [
        .. WatchedTypes.All.Values,
        .. ListedKind.All.SelectMany(kind => kind.Types).Select(versions => new WatchedType(versions)),
        GuardTypes.Policies,
        GuardTypes.Exemptions,
    ];
}
