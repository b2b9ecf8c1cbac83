using System.Diagnostics;
using EgressGuard.Benchmarks.Load;

namespace EgressGuard.Benchmarks.Soak.Changes;

/// <summary>A new certificate each time. Until it is served the former one is, and no handshake fails.</summary>
internal sealed class CertificateChange(CertificateVolume volume, ServerProcess webhook, Findings findings)
    : Change("the serving certificate", TimeSpan.FromSeconds(10), findings)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Connections that were opened to look.</summary>
    public int Handshakes { get; private set; }

    protected override async Task TurnAsync(int number)
    {
        var former = volume.Thumbprint;
        volume.Renew();
        var start = Stopwatch.GetTimestamp();
        while (Served() is var served && served != volume.Thumbprint)
        {
            if (served != former || Stopwatch.GetElapsedTime(start) > Patience)
            {
                throw new InvalidOperationException($"{served} is served in place of {volume.Thumbprint}, before which {former} was");
            }

            await Task.Delay(50);
        }
    }

    private string Served()
    {
        using var connection = new ReviewConnection(webhook.Port);
        Handshakes++;
        return connection.Served;
    }
}
