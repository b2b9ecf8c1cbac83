using EgressGuard.Core.Admission;

namespace EgressGuard.Robustness.Fuzzing.Bytes;

/// <summary>A review that was spoilt. Seed and round alone decide how, so that it can be made again.</summary>
internal sealed record Mutant(int Round, string File, AdmissionPhase Phase, byte[] Bytes)
{
    /// <summary>How to send it again, for the message of a test that fails.</summary>
    public override string ToString() =>
        $"EGRESSGUARD_SEED={Length.Seed}, round {Round}, {File}, {Phase}, base64: {Convert.ToBase64String(Bytes)}";

    /// <summary>The mutant of a round: one to three mutations of any sort.</summary>
    public static Mutant Of(int round) => Of(round, [.. ByteMutations.All, .. JsonMutations.All]);

    /// <summary>The mutant of a round that is most often still JSON.</summary>
    public static Mutant OfJson(int round) => Of(round, JsonMutations.All);

    private static Mutant Of(int round, IReadOnlyList<Func<Random, byte[], byte[], byte[]>> mutations)
    {
        var random = new Random(HashOf(Length.Seed, round));
        var review = random.Pick(Review.All);
        var bytes = review.Bytes;
        for (var times = random.Next(1, 4); times > 0; times--)
        {
            bytes = random.Pick(mutations)(random, bytes, random.Pick(Review.All).Bytes);
        }

        var phase = random.Next(2) == 0 ? AdmissionPhase.Validate : AdmissionPhase.Mutate;
        return new Mutant(round, review.File, phase, bytes);
    }

    private static int HashOf(int seed, int round) => unchecked((seed * 486_187_739) + (round * 16_777_619));
}
