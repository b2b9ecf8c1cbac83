using System.Diagnostics;
using EgressGuard.Benchmarks.Corpus;
using EgressGuard.Core.Admission;

namespace EgressGuard.Benchmarks.Load;

/// <summary>The same reviews without a network: what of the webhook's time is the verdict.</summary>
internal static class InProcess
{
    private const int WarmRounds = 20;
    private const int Rounds = 5;

    /// <summary>The mean time, in microseconds, and memory, in bytes, of a review from its bytes to the answer, on one thread.</summary>
    public static (double Time, long Memory) Measure(IReadOnlyList<Review> reviews, JudgingBasis basis)
    {
        Judge(reviews, basis, WarmRounds);
        var (start, before) = (Stopwatch.GetTimestamp(), GC.GetAllocatedBytesForCurrentThread());
        Judge(reviews, basis, Rounds);
        var judged = Rounds * reviews.Count;
        return (Stopwatch.GetElapsedTime(start).TotalMicroseconds / judged, (GC.GetAllocatedBytesForCurrentThread() - before) / judged);
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
}
