using EgressGuard.Testing;
using EgressGuard.Webhook.Tests.Live;

namespace EgressGuard.Robustness.Faults.Life;

/// <summary>
/// SIGKILL under load. Callers see calls that fail, and never a wrong verdict. The process that is started next, with the same files and
/// the same Secret, is ready again and judges by what holds by then; nothing that the dead one left behind stands in its way, and the
/// audit is taken over.
/// </summary>
public sealed class KilledTests
{
    private static readonly string[] SelfManaged =
        ["--serving-certificate", "self-managed", "--ca-grace", "5s", "--log-level", "information"];

    [Fact]
    public async Task The_next_process_is_ready_and_right_every_time()
    {
        await using var world = await LiveWorld.WithoutWebhookAsync();
        WebhookConfigurations.Put(world);
        var certificate = "";
        for (var round = 0; round < Length.Of(2, 15); round++)
        {
            await using var webhook = await world.StartReplicaAsync(SelfManaged);
            // What the last round left: its policy, which this process has to have read before it was ready.
            var isWarned = round % 2 == 1;
            await using var callers = Callers.Start(webhook, LiveWorld.PodReview(), answer => answer.Allowed == isWarned);
            await callers.MoreAsync(50);
            Assert.Empty(callers.Failed);
            var stored = (string)world.Cluster.Find("secrets", "default", "egressguard-serving")!["data"]!["tls.crt"]!;
            Assert.True(round == 0 || certificate == stored, "The certificate in the Secret was made again without need.");
            certificate = stored;

            await webhook.SignalAsync("KILL");
            Assert.Equal(137, await webhook.WaitForExitAsync());
            await Eventually.IsTrueAsync(() => callers.Failed.Count > 0, "calls that fail");
            await callers.EndAsync(); // none was answered wrongly
            world.PutPolicy(isWarned ? """{"enforcement":"Enforce"}""" : """{"enforcement":"Warn"}""");
        }
    }

    /// <summary>In the short version its leader leaves by SIGTERM: after SIGKILL the others leave the Lease alone for 15 s.</summary>
    [Fact]
    public async Task The_audit_is_taken_over_when_its_leader_is_gone()
    {
        await using var world = await LiveWorld.WithoutWebhookAsync();
        await using var leader = await world.StartReplicaAsync("--drain-seconds", "0");
        await leader.MetricAsync(value => value == 1, "egressguard_audit_leading");
        await using var other = await world.StartReplicaAsync();

        await leader.SignalAsync(Length.Of("TERM", "KILL"));
        Assert.Equal(Length.Of(0, 137), await leader.WaitForExitAsync());

        await Waiting.ForAsync(
            TimeSpan.FromSeconds(60), async () => await other.MetricAsync("egressguard_audit_leading") == 1, "the other one to audit");
    }
}
