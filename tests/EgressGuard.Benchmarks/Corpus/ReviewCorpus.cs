using EgressGuard.Core.Admission;
using EgressGuard.Core.Model;

namespace EgressGuard.Benchmarks.Corpus;

/// <summary>
/// A thousand reviews, the same on every run: four in ten ServiceEntries, three VirtualServices, three Pods. Three in ten are updates.
/// Six in ten carry an object of the samples, the others what an API server once sent. One in ten asks /mutate, the others /validate.
/// </summary>
internal static class ReviewCorpus
{
    public const int Count = 1_000;

    // Both have no divisor in common with the count: every place and every size comes once.
    private const int Stride = 387;
    private const int SizeStride = 617;

    /// <summary>The namespaces of the objects that an API server once sent.</summary>
    public static IReadOnlyList<string> RecordedNamespaces { get; } = ["cap"];

    /// <summary>Makes the reviews, each with the answer that the guard gives in process when the samples are its mesh.</summary>
    public static IReadOnlyList<Review> Make(SampleMesh samples) => Make(samples, samples.Basis);

    /// <summary>Makes the reviews, each with the answer that the guard gives in process.</summary>
    public static IReadOnlyList<Review> Make(SampleMesh samples, JudgingBasis basis) =>
        [.. Enumerable.Range(0, Count).Select(place => Make(samples, basis, place * Stride % Count))];

    /// <summary>A review of an object of the samples, of the smallest size.</summary>
    public static byte[] Sample(SampleMesh samples, ObjectKind kind) => ReviewText.Write(kind, samples.Objects(kind)[0], false, 0, 0);

    private static Review Make(SampleMesh samples, JudgingBasis basis, int number)
    {
        var kind = (number % 10) switch
        {
            < 4 => ObjectKind.ServiceEntry,
            < 7 => ObjectKind.VirtualService,
            _ => ObjectKind.Pod,
        };
        var objects = samples.Objects(kind);
        var sample = number / 10 % 5 < 3 ? objects[number / 50 % objects.Count] : null;
        var body = ReviewText.Write(kind, sample, isUpdate: number / 50 % 10 < 3, SizeOf(number), number);
        var phase = number / 100 == 9 ? AdmissionPhase.Mutate : AdmissionPhase.Validate;
        var answer = AdmissionReviewer.Review(phase, body, basis);
        return answer is { Fault: null, Uid: not null, Code: not RefusalCode.BadRequest }
            ? new Review(kind, phase, body, answer.IsAllowed)
            : throw new InvalidOperationException($"Review {number} is not one: {answer.Message}");
    }

    /// <summary>The size to fill a review up to: many small ones and a few large ones, 2.4 to 10.5 KiB.</summary>
    private static int SizeOf(int number)
    {
        var share = number * SizeStride % Count / (double)Count;
        return (int)(1024 * (2.4 + (8.1 * Math.Pow(share, 5))));
    }
}
