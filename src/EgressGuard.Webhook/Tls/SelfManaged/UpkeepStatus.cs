namespace EgressGuard.Webhook.Tls.SelfManaged;

/// <summary>How the upkeep of the serving certificate stands, for probes and metrics. Where it is not used, nothing is told.</summary>
internal sealed class UpkeepStatus
{
    private volatile ServingState _state = ServingState.None;
    private volatile string? _obstacle;
    private long _failures;
    private long _certificates;
    private long _authorities;
    private long _patches;

    /// <summary>What the replicas share, as it was last seen.</summary>
    public ServingState State => _state;

    /// <summary>Whether certificates are kept up at all.</summary>
    public bool IsUsed { get; private set; }

    /// <summary>Why nothing can be served yet, a sentence; null when there is nothing in the way.</summary>
    public string? Obstacle => _obstacle;

    /// <summary>Looks that failed.</summary>
    public long Failures => Interlocked.Read(ref _failures);

    /// <summary>Serving certificates that this replica made.</summary>
    public long Certificates => Interlocked.Read(ref _certificates);

    /// <summary>Authorities that this replica made.</summary>
    public long Authorities => Interlocked.Read(ref _authorities);

    /// <summary>Webhook configurations that this replica changed.</summary>
    public long Patches => Interlocked.Read(ref _patches);

    /// <summary>Certificates are kept up, and the first has not come yet.</summary>
    public void Begin()
    {
        IsUsed = true;
        _obstacle = "Its serving certificate has not been read from the cluster yet.";
    }

    /// <summary>A look came to its end, and everything is as it should be.</summary>
    public void Succeeded(ServingState state) => (_state, _obstacle) = (state, null);

    /// <summary>A look failed.</summary>
    public void Failed(string problem)
    {
        Interlocked.Increment(ref _failures);
        if (_obstacle is not null)
        {
            _obstacle = $"Its serving certificate could not be set up: {problem}";
        }
    }

    /// <summary>Something was made and stored.</summary>
    public void Made(ServingChange change)
    {
        if (change == ServingChange.CertificateMade)
        {
            Interlocked.Increment(ref _certificates);
        }
        else if (change is ServingChange.AuthorityMade or ServingChange.NextAuthorityMade)
        {
            Interlocked.Increment(ref _authorities);
        }
    }

    /// <summary>A webhook configuration was changed.</summary>
    public void Patched() => Interlocked.Increment(ref _patches);
}
