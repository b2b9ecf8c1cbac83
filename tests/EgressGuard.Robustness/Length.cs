using System.Globalization;

namespace EgressGuard.Robustness;

/// <summary>
/// How much is tried. Every test is in the default run, for a few seconds; EGRESSGUARD_ROBUSTNESS=long tries it with as many cases,
/// connections and minutes as the attack deserves. EGRESSGUARD_SEED=n tries other cases than the usual ones.
/// </summary>
internal static class Length
{
    /// <summary>Whether the long version was asked for.</summary>
    public static bool IsLong { get; } = Environment.GetEnvironmentVariable("EGRESSGUARD_ROBUSTNESS") == "long";

    /// <summary>Where random choices start; fixed, so that a build is green or red for the same reason everywhere.</summary>
    public static int Seed { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("EGRESSGUARD_SEED"), CultureInfo.InvariantCulture, out var seed) ? seed : 20_261_121;

    /// <summary>The value for this run.</summary>
    public static T Of<T>(T @short, T @long) => IsLong ? @long : @short;
}
