using System.Diagnostics.CodeAnalysis;
using EgressGuard.Kubernetes.Api;

namespace EgressGuard.Kubernetes.Leases;

/// <summary>
/// Sees to it that of several candidates one leads (coordination.k8s.io/v1 Lease). It is a help against doing work twice, not a lock:
/// a leader that is frozen for longer than the lease lasts may find, when it wakes up, that it led beside another for a moment.
/// </summary>
public sealed class LeaseElection(IKubernetesApi api, LeaseSettings settings, TimeProvider time, ILeaseLog log)
{
    /// <summary>Waits are drawn out by chance to at most 1 + this many times their length.</summary>
    private const double Jitter = 1.2;

    private readonly LeaseClient _lease = new(api, settings, time);
    private volatile bool _isLeading;
    private string _told = "";

    /// <summary>Whether this candidate leads.</summary>
    public bool IsLeading => _isLeading;

    /// <summary>
    /// Stands for election, again and again, until it is stopped or the task ends by itself. The task is cancelled when it may no longer
    /// lead; there is no other try before it has ended.
    /// </summary>
    /// <param name="whileLeading">What to do while leading. An exception other than of its cancellation passes through.</param>
    /// <param name="stop">Ends the task, gives the lease back and returns.</param>
    public async Task RunAsync(Func<CancellationToken, Task> whileLeading, CancellationToken stop)
    {
        try
        {
            while (true)
            {
                var renewed = await AcquireAsync(stop);
                if (await LeadAsync(whileLeading, renewed, stop))
                {
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The way to end it.
        }
        finally
        {
            await ReleaseAsync();
        }
    }

    /// <summary>Tries until the lease is held.</summary>
    /// <returns>When the try began that got it: from then on the lease is good.</returns>
    private async Task<long> AcquireAsync(CancellationToken stop)
    {
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            var start = time.GetTimestamp();
            if (await TryAsync(stop) is null)
            {
                return start;
            }

            await Task.Delay(settings.RetryPeriod * (1 + (settings.Chance() * Jitter)), time, stop);
        }
    }

    /// <summary>Leads until the lease is lost; true when the task ended by itself.</summary>
    [SuppressMessage("Reliability", "CA2025:Ensure tasks using 'IDisposable' instances complete", Justification = "WhenAll waits for both.")]
    private async Task<bool> LeadAsync(Func<CancellationToken, Task> whileLeading, long renewed, CancellationToken stop)
    {
        // The deadline is a timer, not a look at the clock between two tries: a request that hangs cannot put it off.
        using var leading = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var deadline = new CancellationTokenSource(Left(renewed), time);
        using var late = deadline.Token.Register(leading.Cancel);
        _isLeading = true;
        log.Leading();
        var task = DoAsync(whileLeading, leading.Token);
        var keeping = KeepAsync(deadline, leading);
        var reason = "Its task failed.";
        try
        {
            await Task.WhenAny(task, keeping);
            var isDone = task.IsCompleted && !leading.IsCancellationRequested;
            End(leading); // also the renewals of a task that is done
            await Task.WhenAll(task, keeping);
            reason = isDone ? "Its task is done." : stop.IsCancellationRequested ? "It was stopped." : await keeping;
            return isDone;
        }
        finally
        {
            _isLeading = false;
            log.Ended(reason);
        }
    }

    private static async Task DoAsync(Func<CancellationToken, Task> whileLeading, CancellationToken leading)
    {
        try
        {
            await whileLeading(leading);
        }
        catch (OperationCanceledException) when (leading.IsCancellationRequested)
        {
            // It was told to end.
        }
    }

    /// <summary>At once and here: whoever may no longer lead must know before anything else happens.</summary>
    private static void End(CancellationTokenSource leading) => leading.Cancel();

    /// <summary>Renews the lease in time.</summary>
    /// <returns>Why that came to an end, as a sentence; leading is then cancelled.</returns>
    private async Task<string> KeepAsync(CancellationTokenSource deadline, CancellationTokenSource leading)
    {
        try
        {
            while (true)
            {
                await Task.Delay(settings.RetryPeriod, time, leading.Token);
                var start = time.GetTimestamp();
                if (await TryAsync(leading.Token) is null)
                {
                    deadline.CancelAfter(Left(start));
                }
                else if (_lease.Holder is { Length: > 0 } holder && holder != settings.Identity)
                {
                    End(leading);
                    return $"{holder} holds the lease now.";
                }
            }
        }
        catch (OperationCanceledException) when (leading.IsCancellationRequested)
        {
            return $"The lease could not be renewed within {settings.RenewDeadline.TotalSeconds:0} s.";
        }
    }

    /// <summary>One try, which does not wait for an answer for longer than half of the deadline: there must be time for another.</summary>
    private async Task<string?> TryAsync(CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(settings.RenewDeadline / 2, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        string? problem;
        try
        {
            problem = await _lease.TryHoldAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            problem = "The API server did not answer in time.";
        }

        if (_lease.Holder is { Length: > 0 } holder && holder != settings.Identity)
        {
            Tell(holder);
        }
        else if (problem is not null)
        {
            log.Failed(problem);
        }

        return problem;
    }

    private void Tell(string holder)
    {
        if (_told != holder)
        {
            log.Follows(holder);
        }

        _told = holder;
    }

    private TimeSpan Left(long renewed) =>
        settings.RenewDeadline - time.GetElapsedTime(renewed) is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;

    private async Task ReleaseAsync()
    {
        using var patience = new CancellationTokenSource(settings.RetryPeriod, time);
        if (await _lease.TryReleaseAsync(patience.Token) is { } problem)
        {
            log.Failed($"The lease could not be given back; it runs out by itself. {problem}");
        }
    }
}
