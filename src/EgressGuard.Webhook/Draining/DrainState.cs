namespace EgressGuard.Webhook.Draining;

/// <summary>Whether this replica is on its way out, and how fast.</summary>
internal sealed class DrainState : IDisposable
{
    private readonly CancellationTokenSource _hurry = new();
    private volatile bool _isDraining;

    /// <summary>Whether it serves but wants no new work: it is not ready, and every response closes its connection.</summary>
    public bool IsDraining => _isDraining;

    /// <summary>Cancelled when nobody wants to wait for the drain.</summary>
    public CancellationToken Hurry => _hurry.Token;

    /// <summary>Begins the way out.</summary>
    public void Begin() => _isDraining = true;

    /// <summary>Ends the wait.</summary>
    public void SkipWait() => _hurry.Cancel();

    /// <inheritdoc/>
    public void Dispose() => _hurry.Dispose();
}
