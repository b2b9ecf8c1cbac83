using System.Security.Cryptography;

namespace EgressGuard.Kubernetes.Watching;

/// <summary>What every reflector is given.</summary>
/// <param name="Time">The clock.</param>
/// <param name="Log">Who is told what happens.</param>
/// <param name="Chance">A number from 0 up to but not including 1, by chance: watches should not all end at once.</param>
public sealed record WatchSettings(TimeProvider Time, IWatchLog Log, Func<double> Chance)
{
    /// <summary>The system's clock and true chance.</summary>
    public static WatchSettings For(IWatchLog log) =>
        new(TimeProvider.System, log, static () => RandomNumberGenerator.GetInt32(int.MaxValue) / (double)int.MaxValue);
}
