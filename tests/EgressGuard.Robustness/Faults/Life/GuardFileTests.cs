using EgressGuard.Testing;
using EgressGuard.Webhook.Tests.Live;
using EgressGuard.Webhook.Tests.Running;

namespace EgressGuard.Robustness.Faults.Life;

/// <summary>
/// The file of the policy, or that of the exemptions, is replaced by whatever a file system can hold, while reviews run. They are judged
/// by the last valid file or, once it is there, the new valid one, and by nothing else; each fault is told and counted, memory stays
/// bounded, and a valid file is taken within seconds, whatever was there before.
/// </summary>
public sealed class GuardFileTests
{
    /// <summary>The option, its metric, a file by which the pod is let in, and one by which it is not.</summary>
    public static TheoryData<string, string, string, string> Files => new()
    {
        { "--policy", "egressguard_policy_reloads_total", ValidFiles.Policy("Warn"), ValidFiles.Policy("Enforce") },
        {
            "--exemptions", "egressguard_exemption_reloads_total", ValidFiles.Exemption(DateTimeOffset.UtcNow.AddDays(30)),
            ValidFiles.Exemption(DateTimeOffset.UtcNow.AddDays(30), "payments")
        },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public async Task The_last_valid_file_holds(string option, string metric, string letsIn, string refuses)
    {
        using var directory = new TemporaryDirectory();
        var file = directory.Write("mounted/file.yaml", letsIn);
        await using var webhook = await WebhookProcess.StartAsync(ContainerLimit.Environment, option, file);
        await using var letIn = Callers.Start(webhook, LiveWorld.PodReview(), answer => answer.Allowed, count: 2);
        foreach (var (name, put) in BrokenFile.Some)
        {
            await HoldsAsync(webhook, letIn, metric, "failure", name, () => put(file));
            await HoldsAsync(webhook, letIn, metric, "success", $"its end: {name}", () => BrokenFile.Text(file, letsIn));
        }

        await HoldsAsync(webhook, letIn, metric, "failure", "half of it", () => BrokenFile.Text(file, letsIn[..^2]));
        await EndAsync(letIn);
        BrokenFile.Text(file, refuses);
        await AnswersAsync(webhook, isAllowed: false);

        // Put back after a while without.
        await using (var refused = Callers.Start(webhook, LiveWorld.PodReview(), answer => !answer.Allowed, count: 2))
        {
            BrokenFile.Remove(file);
            await FlapAsync(() => BrokenFile.Text(file, refuses), () => BrokenFile.All["random bytes"](file));
            await refused.MoreAsync(20);
            await EndAsync(refused);
        }

        BrokenFile.Text(file, letsIn);
        await AnswersAsync(webhook, isAllowed: true);
        Assert.InRange(webhook.Figures.PeakResident, 0, ContainerLimit.Memory);
        Assert.Equal(0, await webhook.MetricAsync("dotnet_exceptions_total", ("error_type", "OutOfMemoryException")));
    }

    /// <summary>Changes the file and waits until that is counted; reviews go on.</summary>
    private static async Task HoldsAsync(WebhookProcess webhook, Callers callers, string metric, string result, string what, Action put)
    {
        var before = await webhook.MetricAsync(metric, ("result", result));
        put();
        await Waiting.ForAsync(
            TimeSpan.FromSeconds(40), async () => await webhook.MetricAsync(metric, ("result", result)) > before, $"word of {what}");
        await callers.MoreAsync(2);
    }

    private static async Task EndAsync(Callers callers)
    {
        await callers.EndAsync();
        Assert.Empty(callers.Failed);
    }

    private static async Task FlapAsync(Action good, Action bad)
    {
        using var end = new CancellationTokenSource(TimeSpan.FromSeconds(Length.Of(2, 60)));
        while (!end.IsCancellationRequested)
        {
            good();
            bad();
            await Task.Delay(5);
        }

        good();
    }

    private static Task AnswersAsync(WebhookProcess webhook, bool isAllowed) => Eventually.IsTrueAsync(
        async () => isAllowed
            == (await webhook.ReviewAsync(Core.Admission.AdmissionPhase.Validate, Samples.Uid, LiveWorld.PodReview())).Allowed,
        "verdicts by the new file");
}
