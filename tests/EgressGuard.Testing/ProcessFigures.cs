using System.Globalization;

namespace EgressGuard.Testing;

/// <summary>What the kernel counts of a process (Linux: /proc/PID).</summary>
/// <param name="Resident">Resident memory in bytes.</param>
/// <param name="PeakResident">The most resident memory that it ever had, in bytes.</param>
/// <param name="Threads">Its threads.</param>
/// <param name="OpenFiles">Its open files, pipes and sockets.</param>
public sealed record ProcessFigures(long Resident, long PeakResident, int Threads, int OpenFiles)
{
    /// <summary>Of a process as it is now.</summary>
    public static ProcessFigures Of(int process)
    {
        var status = File.ReadLines($"/proc/{process}/status")
            .Select(line => line.Split(':', 2))
            .ToDictionary(pair => pair[0], pair => pair[1].Trim().Split(' ')[0], StringComparer.Ordinal);
        return new ProcessFigures(
            Number(status["VmRSS"]) * 1024,
            Number(status["VmHWM"]) * 1024,
            (int)Number(status["Threads"]),
            Directory.GetFileSystemEntries($"/proc/{process}/fd").Length);
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
