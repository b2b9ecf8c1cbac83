using System.Text;
using System.Text.Json.Nodes;
using EgressGuard.Benchmarks.Corpus;
using EgressGuard.Benchmarks.Load;
using EgressGuard.Benchmarks.Mesh;
using EgressGuard.Benchmarks.Soak.Changes;
using EgressGuard.Core.Admission;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Policy;

namespace EgressGuard.Benchmarks.Soak;

/// <summary>A cluster, a webhook that watches and audits it, its files, and what it is sent.</summary>
internal sealed class SoakWorld : IAsyncDisposable
{
    // One review in twenty depends on what changes.
    private const int Every = 20;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("egressguard-soak-");
    private readonly CertificateVolume _certificates;
    private readonly string _exemptions;

    private SoakWorld(Cluster cluster, IReadOnlyList<Review> reviews, IReadOnlyList<CheckedReview> load)
    {
        (Cluster, Reviews, Load) = (cluster, reviews, load);
        _certificates = new CertificateVolume(_directory.CreateSubdirectory("certificate").FullName);
        _exemptions = Path.Combine(_directory.CreateSubdirectory("exemptions").FullName, "exemptions.json");
        ExemptionFileChange.Write(_exemptions, ExemptionFileChange.Pods[0]);
        var adminPort = ServerProcess.FreePort();
        Webhook = ServerProcess.Webhook(
            "webhook", adminPort, [.. cluster.Arguments, .. _certificates.Arguments, "--exemptions", _exemptions, "--log-format", "json"]);
        Metrics = new MetricsPage(adminPort);
    }

    public Cluster Cluster { get; }

    public ServerProcess Webhook { get; }

    public MetricsPage Metrics { get; }

    /// <summary>The reviews with one answer, whatever changes.</summary>
    public IReadOnlyList<Review> Reviews { get; }

    /// <summary>Those, checked, and among them reviews whose verdict depends on what changes.</summary>
    public IReadOnlyList<CheckedReview> Load { get; }

    public static async Task<SoakWorld> StartAsync()
    {
        var samples = SampleMesh.Read();
        JsonObject[] objects = [.. SmallMesh.Objects(samples), .. Samples.Namespaces.Select(SmallMesh.Namespace)];
        var mesh = SmallMesh.Read(objects);
        var owned = SmallMesh.Read([.. objects, JsonNode.Parse(Samples.OwnersEntry)!.AsObject()]);
        var reviews = ReviewCorpus.Make(samples, samples.Basis with { Mesh = mesh });
        JudgingBasis[] states =
        [
            .. from state in (MeshSnapshot[])[mesh, owned]
               from action in (string[])["Warn", "Deny"]
               let policy = PolicyReader.Read(Encoding.UTF8.GetBytes(Samples.Policy(action))).Policy!
               select samples.Basis with { Mesh = state, Policy = policy },
        ];
        var constant = reviews.Select(review => CheckedReview.Constant(review, states)).ToList();
        CheckedReview[] changing =
        [
            CheckedReview.OneOf(Samples.HostNetworkPod, "denied EG302", "allowed EG302"),
            CheckedReview.OneOf(Samples.RivalEntry, "denied EG106 EG901", "allowed EG901"),
            CheckedReview.OneOf(Samples.PortPod(ExemptionChange.Pod), "denied EG303", "allowed EG303"),
            CheckedReview.OneOf(Samples.PortPod(ExemptionFileChange.Pods[0]), "denied EG303", "allowed EG303"),
        ];
        var load = constant.Chunk(Every - 1).SelectMany((chunk, number) => chunk.Append(changing[number % changing.Length])).ToList();
        return new SoakWorld(await Cluster.StartAsync(objects, isAudited: true), reviews, load);
    }

    /// <summary>What changes under load.</summary>
    public IReadOnlyList<Change> Changes(Findings findings, Func<Prober> prober) =>
    [
        new PolicyChange(Cluster.Api, Metrics, prober(), findings),
        new OwnerChange(Cluster.Api, Metrics, prober(), findings),
        new ExemptionChange(Cluster.Api, Metrics, prober(), findings),
        new ExemptionFileChange(_exemptions, Metrics, prober(), findings),
        new CertificateChange(_certificates, Webhook, findings),
        new MeshChange(Cluster.Api, findings),
        new WatchChange(Cluster.Api, findings),
    ];

    public async ValueTask DisposeAsync()
    {
        Metrics.Dispose();
        Webhook.Dispose();
        await Cluster.DisposeAsync();
        _directory.Delete(recursive: true);
    }
}
