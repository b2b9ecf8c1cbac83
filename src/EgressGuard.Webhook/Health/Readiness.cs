using EgressGuard.Webhook.Draining;
using EgressGuard.Webhook.Tls;

namespace EgressGuard.Webhook.Health;

/// <summary>Whether API servers should send reviews here. The policy is not asked: without one the webhook does not start.</summary>
internal sealed class Readiness(CertificateStore certificates, DrainState drain, TimeProvider time)
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
    }
}
