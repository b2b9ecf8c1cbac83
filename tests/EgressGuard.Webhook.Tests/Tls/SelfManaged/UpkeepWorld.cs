using System.Text;
using System.Text.Json.Nodes;
using EgressGuard.Core.Model;
using EgressGuard.Kubernetes.Client;
using EgressGuard.Kubernetes.Connections;
using EgressGuard.Testing;
using EgressGuard.Testing.FakeApi;
using EgressGuard.Webhook.Tests.Auditing;
using EgressGuard.Webhook.Tls;
using EgressGuard.Webhook.Tls.SelfManaged;

namespace EgressGuard.Webhook.Tests.Tls.SelfManaged;

/// <summary>An API server, replicas that keep the certificate up together, and a clock that the test moves.</summary>
internal sealed class UpkeepWorld : IAsyncDisposable
{
    public const string Namespace = "egressguard-system";
    public const string Secret = "egressguard-serving";

    private readonly List<ApiClient> _clients = [];

    private UpkeepWorld(FakeApiServer cluster) => Cluster = cluster;

    public FakeApiServer Cluster { get; }

    public ManualTime Time { get; } = new();

    public static CertificateTerms Terms { get; } = new(
        CertificateTerms.NamesOf("egressguard", Namespace), TimeSpan.FromDays(90), TimeSpan.FromDays(730), TimeSpan.FromMinutes(10));

    public static async Task<UpkeepWorld> StartAsync()
    {
        var cluster = await FakeApiServer.StartAsync();
        cluster.Install("", "v1", "secrets", "Secret", namespaced: true);
        foreach (var type in (Kubernetes.Api.ResourceType[])[WebhookConfiguration.Validating, WebhookConfiguration.Mutating])
        {
            cluster.Install(type.Group, type.Version, type.Plural, type.Kind, type.IsNamespaced);
            PutConfiguration(cluster, type.Kind);
        }

        return new UpkeepWorld(cluster);
    }

    public static void PutConfiguration(FakeApiServer cluster, string kind)
    {
        var name = kind.StartsWith("Validating", StringComparison.Ordinal) ? "egressguard-validating" : "egressguard-mutating";
        cluster.Put($$$"""
            {"apiVersion":"admissionregistration.k8s.io/v1","kind":"{{{kind}}}","metadata":{"name":"{{{name}}}"},"webhooks":[
            {"name":"one.egressguard.io","clientConfig":{"service":{"name":"egressguard","namespace":"{{{Namespace}}}"} } },
            {"name":"two.egressguard.io","clientConfig":{"service":{"name":"egressguard","namespace":"{{{Namespace}}}"} } }]}
            """);
    }

    public Replica NewReplica(Kubernetes.Api.IKubernetesApi? api = null)
    {
        var client = new ApiClient(new ClusterConnection { Server = Cluster.Address });
        _clients.Add(client);
        var store = new CertificateStore(SelfSignedCertificate.Create(TimeProvider.System));
        var status = new UpkeepStatus();
        status.Begin();
        var log = new List<string>();
        return new Replica(
            new CertificateUpkeep(
                api ?? client,
                new ObjectRef(Namespace, Secret),
                [(WebhookConfiguration.Validating, "egressguard-validating"), (WebhookConfiguration.Mutating, "egressguard-mutating")],
                Terms,
                store,
                status,
                Time,
                new ListLogger<CertificateUpkeep>(log)),
            store,
            status,
            client,
            log);
    }

    /// <summary>The Secret; null when there is none.</summary>
    public JsonObject? Stored => Cluster.Find("secrets", Namespace, Secret);

    /// <summary>A value of the Secret, decoded.</summary>
    public string? Data(string key) =>
        (string?)Stored?["data"]?[key] is { } text ? Encoding.UTF8.GetString(Convert.FromBase64String(text)) : null;

    /// <summary>What every webhook of both configurations trusts; fails unless it is the same for all.</summary>
    public string Bundle => Assert.Single(
        Cluster.Objects("validatingwebhookconfigurations").Concat(Cluster.Objects("mutatingwebhookconfigurations"))
            .SelectMany(configuration => configuration["webhooks"]!.AsArray())
            .Select(webhook => Encoding.UTF8.GetString(Convert.FromBase64String((string?)webhook!["clientConfig"]!["caBundle"] ?? "")))
            .Distinct());

    public void Annotate(string key, string value)
    {
        var secret = Stored!;
        secret["metadata"]!["annotations"] ??= new JsonObject();
        secret["metadata"]!["annotations"]![key] = value;
        Cluster.Put(secret);
    }

    public async ValueTask DisposeAsync()
    {
        _clients.ForEach(client => client.Dispose());
        await Cluster.DisposeAsync();
    }
}

/// <summary>One replica.</summary>
internal sealed record Replica(CertificateUpkeep Upkeep, CertificateStore Store, UpkeepStatus Status, ApiClient Client, List<string> Log)
{
    public Task<ServingState> LookAsync() => Upkeep.LookAsync(TestContext.Current.CancellationToken);

    public string Thumbprint => Store.Current.Leaf.Thumbprint;

    public string Issuer => Store.Current.Leaf.Issuer;
}
