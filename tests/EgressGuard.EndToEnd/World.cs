using System.Net;
using System.Text.Json.Nodes;
using EgressGuard.Core.Model;
using EgressGuard.EndToEnd;
using EgressGuard.EndToEnd.Client;
using EgressGuard.EndToEnd.Cluster;
using EgressGuard.EndToEnd.Install;

[assembly: AssemblyFixture(typeof(World))]
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace EgressGuard.EndToEnd;

/// <summary>The cluster and the guard in front of it, once for all tests; or the reason why there is none.</summary>
public sealed class World : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly Authority _authority = new();
    private readonly List<string> _namespaces = [];
    private TestCluster? _cluster;
    private Definitions? _definitions;
    private Guard? _guard;
    private WebhookConfigurations? _configurations;
    private string? _failure;

    /// <summary>Why nothing can be tested; null when everything is ready.</summary>
    internal string? Obstacle { get; private set; } = ClusterSource.Obstacle() ?? ClusterSource.WebhookObstacle();

    internal KubeClient Kube => _cluster!.Kube;

    internal TestCluster Cluster => _cluster!;

    internal string KubeConfigFile => _cluster!.KubeConfigFile;

    internal Guard Guard => _guard!;

    internal WebhookConfigurations Configurations => _configurations!;

    public async ValueTask InitializeAsync()
    {
        if (Obstacle is not null)
        {
            return;
        }

        try
        {
            _cluster = await TestCluster.StartAsync(_folder, _authority);
            if (await WebhookConfigurations.FindAsync(Kube) is { Count: > 0 } found)
            {
                Obstacle = $"The cluster has a guard already: {string.Join(" and ", found)}. Take it away, or give another cluster.";
                return;
            }

            await InstallAsync();
        }
        catch (Exception exception)
        {
            _failure = $"The cluster for the tests could not be made ready: {exception}\n{Logs()}";
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_cluster is { IsOwn: false } && _configurations is not null)
        {
            await CleanAsync();
        }

        await (_guard?.DisposeAsync() ?? default);
        await (_cluster?.DisposeAsync() ?? default);
        _authority.Dispose();
        _folder.Dispose();
    }

    /// <summary>Skips the test where there is no cluster, and fails it where making one failed: at length once.</summary>
    internal void RequireCluster()
    {
        Assert.SkipWhen(Obstacle is not null, Obstacle ?? "");
        if (_failure is { } failure)
        {
            _failure = "The cluster for the tests could not be made ready; the test that failed first says why.";
            Assert.Fail(failure);
        }
    }

    /// <summary>Makes a namespace that is in the mesh and nobody else's.</summary>
    internal async Task<string> CreateNamespaceAsync()
    {
        var name = $"e2e-{Guid.NewGuid().ToString("n")[..8]}";
        var answer = await CreateNamespaceAsync(Manifests.Parse(
            $"""
            apiVersion: v1
            kind: Namespace
            metadata:
              name: {name}
              labels:
                istio-injection: enabled
                team: web-shop
            """));
        return answer.IsSuccess ? name : throw new InvalidOperationException($"The namespace could not be made. {answer}");
    }

    /// <summary>Makes a namespace, which goes with the tests.</summary>
    internal async Task<KubeAnswer> CreateNamespaceAsync(JsonObject item)
    {
        var answer = await Kube.CreateAsync(item);
        if (answer.IsSuccess)
        {
            _namespaces.Add(KubeClient.Reference(item).Name);
        }

        return answer;
    }

    /// <summary>Waits until the API server asks the webhook: it learns of configurations with a delay.</summary>
    internal async Task WaitUntilGuardedAsync()
    {
        await Wait.ForAsync("the API server to ask the validating webhook", async () =>
        {
            var answer = await Kube.CreateAsync(Samples.MislabelledServiceEntry("default"), KubeClient.DryRun);
            return (answer.IsDenied, answer.ToString());
        });
        await Wait.ForAsync("the API server to ask the mutating webhook", async () =>
        {
            var answer = await Kube.CreateAsync(Samples.ServiceEntry("default"), KubeClient.DryRun);
            return (answer.IsSuccess && answer.Label(Samples.GatewayLabel) is not null, answer.ToString());
        });
    }

    /// <summary>What everything that runs printed last.</summary>
    internal string Logs() => string.Join('\n', [.. _cluster?.Tails ?? [], _guard?.Tails() ?? ""]);

    private async Task InstallAsync()
    {
        _definitions = new Definitions(Kube);
        await _definitions.InstallAsync([.. Manifests.Definitions, .. TestCrds.All()]);

        await InstallGatewayAsync();

        var serving = _authority.Serving(ClusterSource.WebhookHost);
        string[] arguments =
        [
            "--certificate", _folder.Write("webhook.crt", serving.CertificatePem),
            "--key", _folder.Write("webhook.key", serving.KeyPem),
            "--drain-seconds", "1",
            "--cluster", "kubeconfig",
            "--kubeconfig", KubeConfigFile,
        ];
        _guard = ClusterSource.WebhookHost is { } host
            ? new Guard(host, IPAddress.Any, arguments)
            : new Guard("127.0.0.1", IPAddress.Loopback, arguments);
        await _guard.StartAsync();

        _configurations = new WebhookConfigurations(Kube, _guard.Address, _authority.CertificatePem);
        await _configurations.InstallAsync();
        await WaitUntilGuardedAsync();
    }

    /// <summary>The egress gateway that the policy means when nobody says otherwise.</summary>
    private async Task InstallGatewayAsync()
    {
        KubeAnswer[] answers = [await CreateNamespaceAsync(Samples.GatewayNamespace()), await Kube.CreateAsync(Samples.GatewayService())];
        if (answers.FirstOrDefault(answer => !answer.IsSuccess && answer.Code != 409) is { } refused)
        {
            throw new InvalidOperationException($"The egress gateway's Service could not be made. {refused}");
        }
    }

    /// <summary>Leaves a cluster of somebody else as it was.</summary>
    private async Task CleanAsync()
    {
        await _configurations!.RemoveAsync();
        foreach (var name in _namespaces)
        {
            await Kube.DeleteAsync(Types.Namespace, new ObjectRef("", name));
        }

        await _definitions!.RemoveAllAsync();
    }
}
