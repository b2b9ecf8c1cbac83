using System.Collections.Concurrent;
using System.Globalization;
using EgressGuard.EndToEnd.Client;

namespace EgressGuard.EndToEnd.Scenarios;

/// <summary>The webhook is replaced while requests come in, as a Deployment replaces it.</summary>
public sealed class RestartTests(World world) : Scenario(world)
{
    private const int Writers = 4;
    private const int Rolls = 3;
    private const int Shown = 10;

    [Fact]
    public async Task Nothing_is_lost_and_nothing_slips_through_while_replicas_come_and_go()
    {
        using var end = new CancellationTokenSource();
        var wrong = new ConcurrentQueue<string>();
        var counts = new int[Writers];
        var writers = Enumerable.Range(0, Writers).Select(writer => WriteAsync(writer, counts, wrong, end.Token)).ToList();
        try
        {
            for (var i = 0; i < Rolls; i++)
            {
                await World.Guard.RollAsync();
            }
        }
        finally
        {
            await end.CancelAsync();
            await Task.WhenAll(writers);
        }

        Assert.True(wrong.IsEmpty, string.Join('\n', wrong.Take(Shown)));
        Assert.All(counts, count => Assert.True(count >= Rolls, $"A writer got {count} answers only: too few to tell."));
    }

    /// <summary>Good and bad in turns, each of which has one right answer.</summary>
    private async Task WriteAsync(int writer, int[] counts, ConcurrentQueue<string> wrong, CancellationToken end)
    {
        for (var i = 0; !end.IsCancellationRequested; i++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"api-{writer}-{i}");
            var good = await Kube.CreateAsync(Samples.ServiceEntry(Namespace, name));
            if (!good.IsSuccess || good.Label(Samples.GatewayLabel) is null)
            {
                wrong.Enqueue($"{name} should have been admitted and labelled: {good}");
            }

            var bad = await Kube.CreateAsync(Samples.OpenServiceEntry(Namespace, name + "-open"), KubeClient.DryRun);
            if (!bad.IsDenied)
            {
                wrong.Enqueue($"{name}-open should have been refused with a verdict: {bad}");
            }

            counts[writer]++;
        }
    }
}
