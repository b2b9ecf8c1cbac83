using System.Globalization;
using static EgressGuard.Benchmarks.Output;

namespace EgressGuard.Benchmarks;

/// <summary>What the measuring machine has to do besides. Linux.</summary>
internal static class Machine
{
    private const double MuchForACore = 0.5;

    /// <summary>The load averages of the last 1, 5 and 15 minutes.</summary>
    public static string Load => string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ')[..3]);

    /// <summary>Says what the machine is, and warns when other work runs on it.</summary>
    public static void Describe()
    {
        Say($"{Environment.ProcessorCount} cores; load average {Load}.");
        var load = double.Parse(Load.Split(' ')[0], CultureInfo.InvariantCulture);
        if (load > MuchForACore * Environment.ProcessorCount)
        {
            Say($"WARNING: the machine is busy with other work. Times and rates below are worth little, ratios, memory and allocations "
                + $"more.");
        }
    }
}
