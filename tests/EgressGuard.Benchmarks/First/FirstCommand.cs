using System.Diagnostics;
using EgressGuard.Benchmarks.Corpus;
using EgressGuard.Benchmarks.Load;
using static EgressGuard.Benchmarks.Output;

namespace EgressGuard.Benchmarks.First;

/// <summary>
/// What the first callers of a webhook wait for. Each start sends one review of every sort, each on a connection of its own, beginning
/// with another sort each time: whatever comes first pays for what all have in common.
/// </summary>
internal static class FirstCommand
{
    /// <summary>Measures so many starts and prints.</summary>
    public static FirstResult Run(int starts)
    {
        var reviews = FirstReviews.Of(SampleMesh.Read()).Select(review => (review.Name, Request: new Request(review.Review))).ToArray();
        var times = reviews.ToDictionary(review => review.Name, _ => new List<double>());
        var (ready, processor) = (new List<double>(), new List<double>());
        var (handshakes, firsts) = (new List<double>(), new List<double>());
        Start(reviews, 0, (_, _) => { }, _ => { }); // so that the compiler is done with the client
        for (var start = 0; start < starts; start++)
        {
            var isFirst = true;
            Start(
                reviews,
                start * reviews.Length / starts,
                (name, took) =>
                {
                    handshakes.Add(took.Handshake);
                    times[name].Add(took.Review);
                    if (isFirst)
                    {
                        firsts.Add(took.Review);
                    }

                    isFirst = false;
                },
                webhook =>
                {
                    ready.Add(webhook.TimeToReady.TotalMilliseconds);
                    processor.Add(webhook.ProcessorTimeToReady.TotalMilliseconds);
                });
        }

        Say($"{starts} starts, {reviews.Length} reviews after each, every one on a new connection; milliseconds.");
        Say($"| | median | max |");
        Say($"|---|---|---|");
        Tell("from the start of the process to ready", ready);
        Tell("processor time until then", processor);
        Tell("TLS handshake", handshakes);
        Tell("the very first review", firsts);
        foreach (var (name, _) in reviews)
        {
            Tell(name, times[name]);
        }

        Say($"Load average at the end {Machine.Load}.");
        return new FirstResult(Median.Of(firsts, first => first), firsts.Max(), times.Values.Max(sort => sort.Max()));
    }

    private static void Start(
        (string Name, Request Request)[] reviews,
        int first,
        Action<string, (double Handshake, double Review)> tell,
        Action<FreshWebhook> tellReady)
    {
        using var webhook = FreshWebhook.Start();
        tellReady(webhook);
        for (var place = 0; place < reviews.Length; place++)
        {
            var (name, request) = reviews[(first + place) % reviews.Length];
            var start = Stopwatch.GetTimestamp();
            using var connection = new ReviewConnection(webhook.Port);
            var connected = Stopwatch.GetTimestamp();
            if (connection.Send(request) != request.IsAllowed)
            {
                throw new InvalidOperationException($"The first {name} was decided otherwise than in process.");
            }

            tell(name, (Stopwatch.GetElapsedTime(start, connected).TotalMilliseconds, Stopwatch.GetElapsedTime(connected).TotalMilliseconds));
        }
    }

    private static void Tell(string what, List<double> times)
    {
        Say($"| {what} | {Median.Of(times, time => time):F1} | {times.Max():F1} |");
    }
}
