using System.Collections.Immutable;

namespace EgressGuard.Bypass.Matrix;

/// <summary>One way in which admission policies were bypassed, or one threat, and what becomes of it here.</summary>
/// <param name="Number">The number of the class or threat.</param>
/// <param name="What">The class, in a few words.</param>
/// <param name="SeenIn">Where it happened, as a public reference: a CVE, an advisory, an issue.</param>
/// <param name="Here">What it would look like here.</param>
/// <param name="Answer">What becomes of it.</param>
/// <param name="How">How, and why it holds: one or two sentences.</param>
/// <param name="Proofs">The tests that show it.</param>
internal sealed record BypassRow(
    int Number, string What, string SeenIn, string Here, Answer Answer, string How, ImmutableArray<Proof> Proofs)
{
    /// <summary>What the operator does beside, or instead; required where the answer is <see cref="Answer.OutOfReach"/>.</summary>
    public string? Operator { get; init; }
}

/// <summary>What becomes of a bypass.</summary>
internal enum Answer
{
    /// <summary>It is refused before it is in the cluster.</summary>
    Prevented,

    /// <summary>It can get in, and is then reported.</summary>
    Detected,

    /// <summary>No admission webhook can see it.</summary>
    OutOfReach,
}
