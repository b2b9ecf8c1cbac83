using System.Diagnostics;
using EgressGuard.Benchmarks.Corpus;
using EgressGuard.Core.Admission;
using EgressGuard.Core.Model;

namespace EgressGuard.Benchmarks.Load;

/// <summary>The same reviews without a network: what of the webhook's time is the verdict.</summary>
internal static class InProcess
{
    private const int WarmRounds = 20;
    private const int Rounds = 5;

    /// <summary>The costs of each kind, created and updated, of each kind, and of all.</summary>
    public static IReadOnlyList<ReviewCost> Measure(IReadOnlyList<Review> reviews, JudgingBasis basis)
    {
        Judge(reviews, basis, WarmRounds); // so that the compiler is done with it
        return
        [
            .. reviews.GroupBy(review => (review.Kind, Operation: OperationOf(review))).OrderBy(group => group.Key)
                .Select(group => Measure(group.Key.Kind, group.Key.Operation, [.. group], basis)),
            .. reviews.GroupBy(review => review.Kind).OrderBy(group => group.Key)
                .Select(group => Measure(group.Key, null, [.. group], basis)),
            Measure(null, null, reviews, basis),
        ];
    }

    private static ReviewCost Measure(ObjectKind? kind, string? operation, IReadOnlyList<Review> reviews, JudgingBasis basis)
    {
        Judge(reviews, basis, WarmRounds);
        var (start, before) = (Stopwatch.GetTimestamp(), GC.GetAllocatedBytesForCurrentThread());
        Judge(reviews, basis, Rounds);
        double judged = Rounds * reviews.Count;
        var (time, memory) = (Stopwatch.GetElapsedTime(start).TotalMicroseconds, GC.GetAllocatedBytesForCurrentThread() - before);
        return new ReviewCost(kind, operation, reviews.Count, time / judged, memory / judged / 1024);
    }

    private static void Judge(IReadOnlyList<Review> reviews, JudgingBasis basis, int rounds)
    {
        for (var round = 0; round < rounds; round++)
        {
            foreach (var review in reviews)
            {
                AdmissionReviewer.Review(review.Phase, review.Body, basis);
            }
        }
    }

    private static string OperationOf(Review review) =>
        review.Body.Span.IndexOf("\"operation\":\"UPDATE\""u8) >= 0 ? "UPDATE" : "CREATE";
}
