using EgressGuard.Kubernetes.Feed;
using EgressGuard.Testing;
using EgressGuard.Webhook.Tests.Live;
using EgressGuard.Webhook.Tests.Metrics;

namespace EgressGuard.Robustness.Faults;

/// <summary>
/// What can go wrong at the API server, while reviews run. Must hold: no review waits for the API server, and each has the verdict of the
/// last state; the API server is not stormed, and has few connections of the guard; memory stays bounded; when it is over, the state is
/// the truth: that of a webhook which has just started.
/// </summary>
public sealed class ApiServerFaultTests
{
    /// <summary>The mesh's kinds, and policies, exemptions and what the audit asks for.</summary>
    private static readonly int Types = WatchedTypes.All.Count + 4;

    private static readonly TimeSpan Time = Length.Of(TimeSpan.FromSeconds(1.5), TimeSpan.FromSeconds(60));

    /// <summary>Two minutes of backing off at most, and a machine that is busy.</summary>
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(150);

    [Fact]
    public async Task Each_kind_has_a_trouble_of_its_own()
    {
        await using var world = await StartAsync();
        world.Cluster.Hang("virtualservices");
        world.Cluster.CloseWatches("virtualservices");
        world.Cluster.SlowBytes("services");
        world.Cluster.FailRequests(int.MaxValue, 429, "TooManyRequests", "gateways.networking.istio.io", TimeSpan.Zero);
        world.Cluster.CloseWatches("gateways.networking.istio.io");
        world.Cluster.FailRequests(int.MaxValue, 500, "InternalError", "sidecars", TimeSpan.FromSeconds(1));
        world.Cluster.CloseWatches("sidecars");
        world.Cluster.FailRequests(int.MaxValue, 429, "TooManyRequests", "destinationrules", TimeSpan.FromSeconds(1));
        world.Cluster.Expire("destinationrules");

        await UnderReviewsAsync(world, async round =>
        {
            Change(world, round);
            world.Cluster.Malformed("serviceentries");
            world.Cluster.Truncate("envoyfilters");
            world.Cluster.InternalError(1, "peerauthentications");
            if (round % 5 == 0)
            {
                world.Cluster.Expire("serviceentries");
            }

            await Task.Delay(200);
        });

        world.Cluster.SlowBytes(slow: false);
        world.Cluster.EndFailures();
        world.Cluster.Resume();
        await ConvergesAsync(world);
    }

    [Fact]
    public async Task It_comes_and_goes()
    {
        await using var world = await StartAsync();

        await UnderReviewsAsync(world, async round =>
        {
            Change(world, round);
            await world.Cluster.StopAsync();
            await Task.Delay(150);
            await world.Cluster.RestartAsync();
            await Task.Delay(300);
            world.Cluster.Truncate();
            world.Cluster.ResetConnections();
        });

        await ConvergesAsync(world);
    }

    [Fact]
    public async Task It_takes_seconds_for_every_answer()
    {
        await using var world = await StartAsync();
        world.Cluster.AnswerDelay = TimeSpan.FromSeconds(2);
        world.Cluster.SlowBytes();
        world.Cluster.Expire();

        await UnderReviewsAsync(world, round =>
        {
            Change(world, round);
            return Task.Delay(200);
        });

        world.Cluster.AnswerDelay = TimeSpan.Zero;
        world.Cluster.SlowBytes(slow: false);
        await ConvergesAsync(world);
    }

    [Fact]
    public async Task It_sends_an_event_of_50_MiB()
    {
        await using var world = await StartAsync();
        var huge = new string('a', 50 << 20);

        await UnderReviewsAsync(world, async round =>
        {
            Change(world, round);
            if (round == 0)
            {
                world.Cluster.Send(
                    $$$$"""{"type":"ADDED","object":{"apiVersion":"networking.istio.io/v1","kind":"ServiceEntry","metadata":{"name":"steady","namespace":"shop","resourceVersion":"1","annotations":{"x":"{{{{huge}}}}"}},"spec":{"hosts":["steady.example.com"]}}}""",
                    "serviceentries");
            }

            await Task.Delay(200);
        });

        // To read the event takes about a second; a reader that began the long text anew with each piece of it took two minutes.
        await ConvergesAsync(world, TimeSpan.FromSeconds(45));
        Assert.InRange(world.Webhook.PeakMemory >> 20, 1, 512);
    }

    private static async Task<LiveWorld> StartAsync()
    {
        var world = await LiveWorld.StartAsync();
        world.PutNamespace("payments");
        world.PutServiceEntry("steady", "steady.example.com");
        await world.CountAsync("ServiceEntry", 1);
        await world.CountAsync("Namespace", 3);
        return world;
    }

    private static void Change(LiveWorld world, int round)
    {
        world.PutServiceEntry($"entry-{round % 7}", $"host-{round}.example.com");
        if (round % 3 == 0)
        {
            world.Cluster.Delete("serviceentries", "shop", $"entry-{(round + 3) % 7}");
        }
    }

    /// <summary>Does something over and over while reviews run, and fails when one is wrong or late, or the API server is stormed.</summary>
    private static async Task UnderReviewsAsync(LiveWorld world, Func<int, Task> fault)
    {
        world.Cluster.ClearRequests();
        var files = Figures.Of(world.Webhook).Files;
        using var end = new CancellationTokenSource(Time);
        var connections = 0;
        var faults = Task.Run(async () =>
        {
            for (var round = 0; !end.IsCancellationRequested; round++)
            {
                await fault(round);
                connections = Math.Max(connections, world.Cluster.OpenConnections);
            }
        });
        var reviews = 0;
        do
        {
            var pod = await world.ReviewPodAsync();
            var rival = await world.ReviewRivalAsync("steady.example.com");
            Assert.Contains("EG302", pod.Message, StringComparison.Ordinal);
            Assert.Contains("EG106", rival.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(pod.Warnings.Concat(rival.Warnings), warning => warning.Contains("not known yet", StringComparison.Ordinal));
            reviews++;
        }
        while (!faults.IsCompleted);
        await faults;

        // One that waited for the API server would take a second and a half at least.
        Assert.True(reviews > 4 * Time.TotalSeconds, $"Only {reviews} pairs of reviews in {Time.TotalSeconds} s.");
        Assert.InRange(connections, 0, 3 * Types);
        Assert.True(Figures.Of(world.Webhook).Files <= files + (3 * Types), $"{files} file descriptors before, now {Figures.Of(world.Webhook)}");
        var requests = world.Cluster.Requests;
        TestContext.Current.SendDiagnosticMessage($"{requests.Count} requests, {reviews} reviews, {connections} connections");
        foreach (var kind in requests.Where(request => request.Method == "GET").CountBy(request => request.Path))
        {
            Assert.True(kind.Value <= 12 + (1.5 * Time.TotalSeconds), $"{kind.Value} requests for {kind.Key} in {Time.TotalSeconds} s are a storm.");
        }
    }

    /// <summary>Waits until the webhook has the state of one that has just started.</summary>
    private static async Task ConvergesAsync(LiveWorld world, TimeSpan? recovery = null)
    {
        world.PutServiceEntry("last", "last.example.com");
        await using var fresh = await world.StartReplicaAsync();
        var truth = await ObjectsAsync(fresh);
        using var patience = new CancellationTokenSource(recovery ?? Recovery);
        while (await ObjectsAsync(world.Webhook) is var actual && actual != truth)
        {
            Assert.False(patience.IsCancellationRequested, $"A fresh webhook has {truth}, this one {actual}.");
            await Task.Delay(100);
        }

        foreach (var host in (string[])["steady.example.com", "last.example.com"])
        {
            Assert.Contains("EG106", (await world.ReviewRivalAsync(host)).Message, StringComparison.Ordinal);
        }
    }

    /// <summary>How many objects of each kind the mesh has, by what is in it.</summary>
    private static async Task<string> ObjectsAsync(WebhookProcess webhook)
    {
        var metrics = PrometheusParser.Parse(await webhook.Admin.GetByteArrayAsync(new Uri("/metrics", UriKind.Relative)));
        return string.Join(' ', metrics.Find("egressguard_snapshot_objects")!.Samples
            .Select(sample => $"{sample.Labels["kind"]}={sample.Value}").Order(StringComparer.Ordinal));
    }
}
