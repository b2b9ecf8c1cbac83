using EgressGuard.Webhook.Draining;
using EgressGuard.Webhook.Live;
using EgressGuard.Webhook.Tls;
using EgressGuard.Webhook.Tls.SelfManaged;

namespace EgressGuard.Webhook.Health;

/// <summary>
/// Whether API servers should send reviews here. A policy file is not asked: without it the webhook does not start. A cluster must have been
/// read whole once.
/// </summary>
internal sealed class Readiness(
    CertificateStore certificates, DrainState drain, TimeProvider time, LiveCluster? cluster = null, UpkeepStatus? upkeep = null)
{
    private volatile bool _isWarm;

    /// <summary>Tells that the first reviews will be as fast as the rest.</summary>
    public void WarmedUp() => _isWarm = true;

    /// <summary>Why not, a sentence each; empty when it is ready.</summary>
    public IEnumerable<string> Obstacles()
    {
        if (drain.IsDraining)
        {
            yield return "It is stopping.";
        }

        if (!_isWarm)
        {
            yield return "It is still warming up.";
        }

        if (certificates.Current.NotAfter is var end && end <= time.GetUtcNow())
        {
            yield return $"Its certificate expired at {end:u}.";
        }

        if (upkeep?.Obstacle is { } missing)
        {
            yield return missing;
        }

        foreach (var obstacle in cluster?.Obstacles() ?? [])
        {
            yield return obstacle;
        }
    }
}
