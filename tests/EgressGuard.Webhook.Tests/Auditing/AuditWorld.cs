using System.Collections.Immutable;
using System.Text;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Policy.Exemptions;
using EgressGuard.Kubernetes.Tests.Leases;
using EgressGuard.Testing;
using EgressGuard.Webhook.Auditing;
using EgressGuard.Webhook.Auditing.Events;
using EgressGuard.Webhook.Auditing.Reports;

namespace EgressGuard.Webhook.Tests.Auditing;

/// <summary>A cluster in memory with the audit in it, on virtual time.</summary>
internal sealed class AuditWorld : IAuditSource, IDisposable
{
    /// <summary>The first report of the namespace shop.</summary>
    public const string Report = "/apis/wgpolicyk8s.io/v1alpha2/namespaces/shop/policyreports/egressguard";

    private readonly List<Action<IReadOnlyCollection<AuditKey>>> _observers = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly TestMeters _meters = new();
    private AuditInput? _input = new(MeshSnapshot.Empty, EgressPolicy.Default, ExemptionSet.Empty);
    private int _looks;

    public AuditWorld(VirtualTime time, ReportApi? reports = null)
    {
        Time = time;
        Queue = new AuditQueue(time);
        Tally = new AuditTally();
        Results = new AuditResults(Tally);
        Metrics = new AuditMetrics(_meters.Meter, Tally, Queue);
        Reports = new PolicyReports(Api, reports ?? ReportApi.PolicyReports, Metrics, time, new ListLogger<PolicyReports>(Log));
        Worker = new AuditWorker(this, Queue, Results, Metrics, time, new ListLogger<AuditWorker>(Log));
        Sweep = new ClusterSweep(Api, Worker, Results, time, new ListLogger<ClusterSweep>(Log));
        Loop = new AuditLoop(
            this, Queue, Worker, Sweep, Results, Reports, new ExpiryReminders(Reminders.Add), Metrics, time, new ListLogger<AuditLoop>(Log));
    }

    public VirtualTime Time { get; }

    public InMemoryApi Api { get; } = new();

    public List<string> Log { get; } = [];

    public List<GuardEvent> Reminders { get; } = [];

    public AuditQueue Queue { get; }

    public AuditTally Tally { get; }

    public AuditResults Results { get; }

    public AuditMetrics Metrics { get; }

    public PolicyReports Reports { get; }

    public AuditWorker Worker { get; }

    public ClusterSweep Sweep { get; }

    public AuditLoop Loop { get; }

    /// <summary>How many objects were judged.</summary>
    public int Judged => Counters["egressguard.audit.judgements"];

    /// <summary>The counters of the meter, by instrument and by what they count.</summary>
    public Dictionary<string, int> Counters => _meters.Counters;

    /// <summary>Fails the nth look at the cluster from now on; 0 for none.</summary>
    public int FailAtLook { get; set; }

    public AuditInput? Current
    {
        get => FailAtLook > 0 && ++_looks == FailAtLook ? throw new InvalidOperationException("by script") : _input;
        set => _input = value;
    }

    public AuditInput Input => _input!;

    public Task Running { get; private set; } = Task.CompletedTask;

    public static KubeObject Object(ObjectKind kind, string json) =>
        KubeObjectReader.Read(kind, Encoding.UTF8.GetBytes(json), out var defect) ?? throw new InvalidOperationException($"{defect}");

    /// <summary>A ServiceEntry that EG102 refuses, or one of which EG901 only warns, because it has no route.</summary>
    public static KubeObject Entry(string name, bool isRefused = true, string @namespace = "shop")
    {
        var exportTo = isRefused ? "\"*\"" : "\".\", \"istio-system\"";
        return Object(ObjectKind.ServiceEntry,
        $$$"""
        {"apiVersion":"networking.istio.io/v1","kind":"ServiceEntry",
        "metadata":{"name":"{{{name}}}","namespace":"{{{@namespace}}}","uid":"uid-{{{name}}}","labels":{"egressguard.io/gateway":"istio-egressgateway.istio-system"}},
        "spec":{"hosts":["{{{name}}}.example.com"],"ports":[{"number":443,"name":"tls","protocol":"TLS"}],"resolution":"DNS",
        "exportTo":[{{{exportTo}}}]}}
        """);
    }

    public void OnChange(Action<IReadOnlyCollection<AuditKey>> observer) => _observers.Add(observer);

    /// <summary>Starts the audit, as when this replica begins to lead.</summary>
    public AuditWorld Start()
    {
        Running = Loop.RunAsync(_stop.Token);
        return this;
    }

    public async Task StopAsync()
    {
        _stop.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Running);
    }

    /// <summary>Puts objects into the mesh; the audit is told once of all of them.</summary>
    public void Put(params KubeObject[] objects)
    {
        var mesh = Input.Mesh;
        foreach (var item in objects)
        {
            mesh = mesh.With(item, ReferenceOf(item));
        }

        Current = Input with { Mesh = mesh };
        Tell([.. objects.Select(item => new AuditKey(item.Kind, ReferenceOf(item)))]);
    }

    public void Remove(ObjectKind kind, string @namespace, string name)
    {
        var reference = new ObjectRef(@namespace, name);
        Current = Input with { Mesh = Input.Mesh.Without(kind, reference) };
        Tell(new AuditKey(kind, reference));
    }

    public void Tell(params ReadOnlySpan<AuditKey> keys)
    {
        ImmutableArray<AuditKey> all = [.. keys];
        _observers.ForEach(observer => observer(all));
    }

    public void Dispose()
    {
        _stop.Dispose();
        _meters.Dispose();
    }

    private static ObjectRef ReferenceOf(KubeObject item) =>
        new(item.Kind == ObjectKind.Namespace ? "" : item.Metadata.Namespace!, item.Metadata.Name!);
}
