using EgressGuard.Bypass.Running;
using EgressGuard.Core.Admission;

namespace EgressGuard.Bypass.Mutation;

/// <summary>Class 37: dry runs that are answered otherwise than what they try.</summary>
public sealed class DryRunTests(SharedCluster shared)
{
    [Fact]
    public async Task A_dry_run_has_the_verdict_of_the_run()
    {
        foreach (var ask in (Ask[])[Ask.Create(Given.PodWith("hostNetwork: true")), Ask.Create(Given.Pod()), Ask.Create(Given.ServiceEntry())])
        {
            var (run, tried) = (await shared.Guard.ReviewAsync(ask), await shared.Guard.ReviewAsync(ask with { IsDryRun = true }));

            Assert.Equal((run.Allowed, run.Message), (tried.Allowed, tried.Message));
            Assert.Equal(run.Warnings, tried.Warnings);
        }
    }

    [Fact]
    public async Task A_dry_run_is_labelled_like_the_run()
    {
        var bare = Given.Pod().With(pod => pod["metadata"]!.AsObject().Remove("labels"));

        var run = await shared.Guard.ReviewAsync(Ask.Create(bare), AdmissionPhase.Mutate);
        var tried = await shared.Guard.ReviewAsync(Ask.Create(bare) with { IsDryRun = true }, AdmissionPhase.Mutate);

        Assert.Equal(run.Patch!.Value.GetRawText(), tried.Patch!.Value.GetRawText());
    }

    [Theory]
    [MemberData(nameof(Configurations.Ways), MemberType = typeof(Configurations))]
    public void The_API_server_may_send_dry_runs_to_every_webhook(string way) =>
        Assert.All(Configurations.Webhooks(way), webhook => Assert.Equal("None", webhook["sideEffects"]!.GetValue<string>()));
}
