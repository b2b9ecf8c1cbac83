using EgressGuard.Webhook.Draining;
using EgressGuard.Webhook.Health;
using EgressGuard.Webhook.Tls;

namespace EgressGuard.Webhook.Tests.Health;

public sealed class ReadinessTests
{
    [Fact]
    public void Waits_for_the_warm_up_and_ends_with_the_drain()
    {
        using var drain = new DrainState();
        var readiness = new Readiness(new CertificateStore(SelfSignedCertificate.Create(TimeProvider.System)), drain, TimeProvider.System);

        Assert.Equal(["It is still warming up."], readiness.Obstacles());
        readiness.WarmedUp();
        Assert.Empty(readiness.Obstacles());
        drain.Begin();
        Assert.Equal(["It is stopping."], readiness.Obstacles());
    }

    [Fact]
    public void Ends_with_the_certificate()
    {
        using var drain = new DrainState();
        var certificate = SelfSignedCertificate.Create(TimeProvider.System);
        var readiness = new Readiness(new CertificateStore(certificate), drain, new Later(certificate.NotAfter));
        readiness.WarmedUp();

        Assert.StartsWith("Its certificate expired at ", Assert.Single(readiness.Obstacles()), StringComparison.Ordinal);
    }

    private sealed class Later(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
