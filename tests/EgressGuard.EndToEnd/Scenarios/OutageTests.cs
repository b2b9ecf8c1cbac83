using EgressGuard.EndToEnd.Client;

namespace EgressGuard.EndToEnd.Scenarios;

/// <summary>What happens while nobody answers, and after.</summary>
public sealed class OutageTests(World world) : Scenario(world)
{
    [Fact]
    public async Task Istio_objects_wait_and_pods_start_while_the_guard_is_away()
    {
        await World.Guard.KillAsync();
        try
        {
            var entry = await Kube.CreateAsync(Samples.ServiceEntry(Namespace));
            Assert.Equal(500, entry.Code);
            Assert.Contains("failed calling webhook \"istio.validate.egressguard.io\"", entry.Message, StringComparison.Ordinal);

            var policy = await Kube.CreateAsync(Samples.Policy("while-away", "{}"), KubeClient.DryRun);
            Assert.Contains("failed calling webhook \"policy.validate.egressguard.io\"", policy.Message, StringComparison.Ordinal);

            var pod = await Kube.CreateAsync(Samples.Pod(Namespace));
            Assert.True(pod.IsSuccess, pod.ToString());
        }
        finally
        {
            await World.Guard.StartAsync();
            await World.WaitUntilGuardedAsync();
        }

        var refused = await Kube.CreateAsync(Samples.OpenServiceEntry(Namespace));
        Assert.True(refused.IsDenied, refused.ToString());
        var admitted = await Kube.CreateAsync(Samples.ServiceEntry(Namespace));
        Assert.True(admitted.IsSuccess, admitted.ToString());
    }
}
