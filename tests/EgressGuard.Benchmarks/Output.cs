using System.Runtime.CompilerServices;

namespace EgressGuard.Benchmarks;

/// <summary>What is printed. Figures look the same everywhere: the program is built without cultures.</summary>
internal static class Output
{
    public static void Say(ref DefaultInterpolatedStringHandler line) => Console.WriteLine(line.ToStringAndClear());
}
