using System.Buffers;
using EgressGuard.Benchmarks.Corpus;
using EgressGuard.Benchmarks.Load;
using EgressGuard.Core.Admission;

namespace EgressGuard.Benchmarks.Soak;

/// <summary>A review and what is right for an answer to it.</summary>
internal sealed class CheckedReview
{
    private readonly Func<ReadOnlyMemory<byte>, bool> _isRight;

    private CheckedReview(Request request, string right, Func<ReadOnlyMemory<byte>, bool> isRight) =>
        (Request, Right, _isRight) = (request, right, isRight);

    public Request Request { get; }

    /// <summary>What is right, in words.</summary>
    public string Right { get; }

    public bool IsRight(ReadOnlyMemory<byte> answer) => _isRight(answer);

    /// <summary>A review with the same answer in every state: the one that is given in process, byte by byte.</summary>
    /// <exception cref="InvalidOperationException">The states differ in it.</exception>
    public static CheckedReview Constant(Review review, IEnumerable<JudgingBasis> states)
    {
        byte[][] answers = [.. states.Select(state => Answer(review, state))];
        var answer = answers[0];
        return answers.All(other => other.AsSpan().SequenceEqual(answer))
            ? new CheckedReview(new Request(review), VerdictText.Of(answer), given => given.Span.SequenceEqual(answer))
            : throw new InvalidOperationException(
                $"A review is to have one answer: {string.Join(" or ", answers.Select(each => VerdictText.Of(each)))}.");
    }

    /// <summary>A review whose verdict depends on what changes meanwhile: any of these is right.</summary>
    public static CheckedReview OneOf(Review review, params string[] verdicts) =>
        new(new Request(review), string.Join(" or ", verdicts), given => verdicts.Contains(VerdictText.Of(given)));

    /// <summary>A review of which only the answer matters.</summary>
    public static CheckedReview Any(Review review) => new(new Request(review), "any", _ => true);

    private static byte[] Answer(Review review, JudgingBasis state)
    {
        var answer = new ArrayBufferWriter<byte>();
        AdmissionReviewer.Review(review.Phase, review.Body, state).WriteTo(answer);
        return answer.WrittenSpan.ToArray();
    }
}
