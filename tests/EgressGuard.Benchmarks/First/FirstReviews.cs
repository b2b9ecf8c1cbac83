using EgressGuard.Benchmarks.Corpus;
using EgressGuard.Core.Admission;
using EgressGuard.Core.Model;

namespace EgressGuard.Benchmarks.First;

/// <summary>One review of each sort that API servers send, named.</summary>
internal static class FirstReviews
{
    private static readonly (string Name, string File, ObjectKind Kind)[] Deletions =
    [
        ("Pod DELETE", "pod-delete.validating", ObjectKind.Pod),
        ("ServiceEntry DELETE", "serviceentry-delete.validating", ObjectKind.ServiceEntry),
    ];

    /// <summary>The reviews.</summary>
    public static IReadOnlyList<(string Name, Review Review)> Of(SampleMesh samples) =>
    [
        .. ReviewCorpus.Make(samples)
            .OrderBy(review => review.Kind)
            .ThenBy(review => review.Phase)
            .ThenByDescending(review => review.IsAllowed)
            .GroupBy(NameOf)
            .Select(reviews => (reviews.Key, reviews.First())),
        .. Deletions.Select(deletion => (deletion.Name, Recorded(deletion.File, deletion.Kind, samples.Basis))),
    ];

    private static string NameOf(Review review)
    {
        var operation = review.Body.Span.IndexOf("\"operation\":\"UPDATE\""u8) >= 0 ? "UPDATE" : "CREATE";
        return review.Phase == AdmissionPhase.Mutate
            ? $"{review.Kind} {operation}, labels"
            : $"{review.Kind} {operation}, {(review.IsAllowed ? "allowed" : "refused")}";
    }

    private static Review Recorded(string file, ObjectKind kind, JudgingBasis basis)
    {
        var body = File.ReadAllBytes(SourceTree.Fixture(file));
        return new Review(kind, AdmissionPhase.Validate, body, AdmissionReviewer.Review(AdmissionPhase.Validate, body, basis).IsAllowed);
    }
}
