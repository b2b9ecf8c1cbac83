using System.Net;
using System.Security.Cryptography.X509Certificates;
using EgressGuard.Webhook.Tls;

namespace EgressGuard.Webhook.Tests.Tls;

public sealed class SelfSignedCertificateTests
{
    [Fact]
    public void Names_this_machine_in_every_way()
    {
        var certificate = SelfSignedCertificate.Create(TimeProvider.System).Leaf;
        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().Single();

        Assert.Equal(((string[])["localhost", Dns.GetHostName()]).Distinct(), names.EnumerateDnsNames());
        Assert.Equal([IPAddress.Loopback, IPAddress.IPv6Loopback], names.EnumerateIPAddresses());
        Assert.True(certificate.MatchesHostname("localhost"));
        Assert.Equal(256, certificate.GetECDsaPublicKey()!.KeySize);
    }
}
