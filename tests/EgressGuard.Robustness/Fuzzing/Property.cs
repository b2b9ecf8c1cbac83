using EgressGuard.Robustness.Fuzzing.Generating;
using FsCheck;
using FsCheck.Fluent;

namespace EgressGuard.Robustness.Fuzzing;

/// <summary>Tries a property with many cases. A failure shows the smallest case that fails, and the seed to try it again.</summary>
internal static class Property
{
    /// <summary>Any odd number: how FsCheck steps from one case to the next.</summary>
    private const ulong Gamma = 0x9E37_79B9_7F4A_7C15;

    /// <param name="cases">Where the cases come from.</param>
    /// <param name="count">How many in the short run; the long one has forty times as many.</param>
    /// <param name="holds">Throws for a case for which it does not hold.</param>
    public static void Holds(Arbitrary<FuzzCase> cases, int count, Action<FuzzCase> holds) =>
        Prop.ForAll(cases, holds).Check(Config.QuickThrowOnFailure
            .WithMaxTest(Length.Of(count, count * 40))
            .WithQuietOnSuccess(true)
            .WithReplay((ulong)Length.Seed, Gamma));
}
