using EgressGuard.Core.Model;
using EgressGuard.Kubernetes.Api;
using EgressGuard.Kubernetes.Leases;

namespace EgressGuard.Kubernetes.Tests.Leases;

/// <summary>A candidate whose task does nothing but to wait for its end, and which notes when it led.</summary>
internal sealed class Candidate : ILeaseLog, IDisposable
{
    public static readonly ObjectRef Lease = new("egressguard-system", "egressguard-audit");
    public const string LeasePath = "/apis/coordination.k8s.io/v1/namespaces/egressguard-system/leases/egressguard-audit";

    private readonly CancellationTokenSource _stop = new();
    private readonly LeaseElection _election;
    private readonly TimeProvider _time;
    private readonly DateTimeOffset _start;

    public Candidate(string identity, IKubernetesApi api, TimeProvider time, double chance = 0)
    {
        (_time, _start) = (time, time.GetUtcNow());
        _election = new LeaseElection(api, new LeaseSettings(Lease, identity) { Chance = () => chance }, time, this);
        Work = async leading => await Task.Delay(Timeout.Infinite, leading);
    }

    public Func<CancellationToken, Task> Work { get; set; }

    public Task Running { get; private set; } = Task.CompletedTask;

    public bool IsLeading => _election.IsLeading;

    /// <summary>What was told, with the seconds since the candidate was made.</summary>
    public List<string> Told { get; } = [];

    public Candidate Start()
    {
        Running = _election.RunAsync(Work, _stop.Token);
        return this;
    }

    public async Task StopAsync()
    {
        _stop.Cancel();
        await Running;
        Dispose();
    }

    public void Dispose() => _stop.Dispose();

    public void Leading() => Tell("leads");

    public void Ended(string reason) => Tell($"ended: {reason}");

    public void Follows(string holder) => Tell($"follows {holder}");

    public void Failed(string problem) => Tell($"failed: {problem}");

    private void Tell(string text) => Told.Add(FormattableString.Invariant($"{(_time.GetUtcNow() - _start).TotalSeconds:0.0} {text}"));
}
