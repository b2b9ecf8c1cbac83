using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using EgressGuard.Core.Admission;
using EgressGuard.Testing;
using EgressGuard.Webhook.Tests.Live;
using EgressGuard.Webhook.Tests.Running;

namespace EgressGuard.Robustness.Faults.Life;

/// <summary>
/// The wall clock jumps. An exemption counts by the time of the review, so that it ends with the very next one, and counts again when the
/// clock comes back. Certificates are renewed once for each jump, and what is served is good by the clock as it is. Deadlines, staleness
/// and the Lease go by a clock that does not jump.
/// </summary>
public sealed class ClockTests
{
    private static readonly int Scrapes = Length.Of(8, 30);
    private static readonly string Spaces = new(' ', 2000);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    [Fact]
    public async Task An_exemption_ends_and_comes_back_with_the_clock()
    {
        using var clock = FakeClock.Create();
        using var directory = new TemporaryDirectory();
        var file = directory.Write("exemptions.yaml", ValidFiles.Exemption(TimeProvider.System.GetUtcNow() + Day));
        await using var webhook = await WebhookProcess.StartAsync(clock.Environment, "--exemptions", file);
        for (var round = 0; round < Length.Of(3, 50); round++)
        {
            Assert.True((await ReviewPodAsync(webhook)).Allowed);

            clock.Move(2 * Day);
            var refused = await ReviewPodAsync(webhook);
            Assert.False(refused.Allowed);
            Assert.Contains("The exemption 'legacy-batch' covered this until ", refused.Message, StringComparison.Ordinal);

            clock.Move(TimeSpan.Zero);
        }
    }

    /// <summary>Days ahead; in the long version also back.</summary>
    public static TheoryData<int> Jumps => Length.Of<TheoryData<int>>([200], [200, -200]);

    [Theory]
    [MemberData(nameof(Jumps))]
    public async Task What_goes_by_durations_does_not_notice(int days)
    {
        using var clock = FakeClock.Create();
        await using var world = await LiveWorld.WithoutWebhookAsync();
        await using var webhook = await world.StartReplicaAsync(clock.Environment);
        await webhook.MetricAsync(value => value == 1, "egressguard_audit_leading");
        await using var connection = await RawConnection.OpenAsync(webhook.AdmissionPort);
        await connection.SendAsync(
            $"POST /validate?timeout=30s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            + $"Content-Length: {(Scrapes * Spaces.Length) + Encoding.UTF8.GetByteCount(Samples.OpenServiceEntry)}\r\n\r\n");
        await webhook.MetricAsync(value => value >= 1, "egressguard_admission_in_flight");

        clock.Move(TimeSpan.FromDays(days));
        for (var scrape = 0; scrape < Scrapes; scrape++)
        {
            await connection.SendAsync(Spaces); // a body that stands still is given up
            Assert.InRange(await webhook.MetricAsync("egressguard_snapshot_age_seconds"), 0, 60);
            Assert.Equal(1, await webhook.MetricAsync("egressguard_audit_leading"));
            Assert.True(await webhook.IsReadyAsync());
            await Task.Delay(100);
        }

        await connection.SendAsync(Samples.OpenServiceEntry);
        var answer = (await connection.ReceiveAsync()).AsReview();
        Assert.True(answer.Code == 403, answer.Message);
        Assert.DoesNotContain(webhook.Lines, line => line.Contains("error", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Certificates_are_renewed_once_for_each_jump()
    {
        using var clock = FakeClock.Create();
        await using var world = await LiveWorld.WithoutWebhookAsync();
        WebhookConfigurations.Put(world);
        await using var webhook = await world.StartReplicaAsync(clock.Environment, "--serving-certificate", "self-managed");
        var made = await webhook.MetricAsync("egressguard_certificate_upkeep_made_total");
        // Past the renewal of the certificate, past its end, past the end of its authority, and back each time.
        foreach (var days in Length.Of<int[]>([100, 0, 1000, 0], [70, 0, 100, 0, 1000, 0, -1000, 0]))
        {
            clock.Move(TimeSpan.FromDays(days));
            WebhookConfigurations.Put(world, note: $"{days}"); // a look now, not within a minute
            var now = TimeProvider.System.GetUtcNow().AddDays(days);
            await Eventually.IsTrueAsync(() => IsServedAndGood(webhook, now), $"a certificate that is good after a jump by {days} days");
        }

        // Looks that change something are followed by others; a storm would go on.
        var calm = await webhook.MetricAsync("egressguard_certificate_upkeep_made_total");
        await Task.Delay(Length.Of(2500, 30_000));
        Assert.Equal(calm, await webhook.MetricAsync("egressguard_certificate_upkeep_made_total"));
        Assert.InRange(calm - made, 1, 16); // at most an authority and a certificate for each jump
        Assert.Equal(0, await webhook.MetricAsync("egressguard_certificate_upkeep_failures_total"));
    }

    private static async Task<bool> IsServedAndGood(WebhookProcess webhook, DateTimeOffset now)
    {
        X509Certificate2? served = null;
        using var tcp = new TcpClient();
        await tcp.ConnectAsync("localhost", webhook.AdmissionPort);
        await using var tls = new SslStream(tcp.GetStream(), false, (_, certificate, _, errors) =>
        {
            served = new X509Certificate2(certificate!);
            return (errors & SslPolicyErrors.RemoteCertificateNotAvailable) == SslPolicyErrors.None;
        });
        await tls.AuthenticateAsClientAsync("egressguard.default.svc");
        using (served)
        {
            return served!.NotBefore.ToUniversalTime() <= now.UtcDateTime && now.UtcDateTime < served.NotAfter.ToUniversalTime();
        }
    }

    private static Task<ReviewResponse> ReviewPodAsync(WebhookProcess webhook) =>
        webhook.ReviewAsync(AdmissionPhase.Validate, Samples.Uid, LiveWorld.PodReview());
}
