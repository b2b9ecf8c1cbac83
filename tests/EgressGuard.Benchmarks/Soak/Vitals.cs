using System.Globalization;

namespace EgressGuard.Benchmarks.Soak;

/// <summary>How the webhook is at a moment. Linux.</summary>
/// <param name="At">Since the start of the load.</param>
/// <param name="Resident">Resident memory, MiB.</param>
/// <param name="Heap">The managed heap after its last collection, MiB.</param>
/// <param name="Files">Open file descriptors.</param>
/// <param name="Threads">Threads.</param>
internal sealed record Vitals(TimeSpan At, double Resident, double Heap, double Files, double Threads)
{
    public static async Task<Vitals> ReadAsync(int process, MetricsPage metrics, TimeSpan at)
    {
        var status = await File.ReadAllLinesAsync($"/proc/{process}/status");
        var heap = await metrics.SumAsync("dotnet_gc_last_collection_heap_size_bytes");
        var files = Directory.EnumerateFileSystemEntries($"/proc/{process}/fd").Count();
        return new Vitals(at, Number("VmRSS:") / 1024, heap / (1024 * 1024), files, Number("Threads:"));

        double Number(string name)
        {
            var line = status.First(line => line.StartsWith(name, StringComparison.Ordinal));
            return double.Parse(line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        }
    }
}
