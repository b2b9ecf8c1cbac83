using System.ComponentModel;
using System.Runtime.InteropServices;

namespace EgressGuard.Benchmarks.Cli;

/// <summary>What the kernel counted. Linux on 64 bits.</summary>
/// <param name="ProcessorTime">On all cores, in the program and in the kernel.</param>
/// <param name="PeakMemory">The most resident memory of any one process, in bytes.</param>
internal sealed record ResourceUsage(TimeSpan ProcessorTime, long PeakMemory)
{
    private const int Self = 0;
    private const int Children = -1;

    // struct rusage: user seconds and microseconds, system seconds and microseconds, peak memory in KiB, and what is not read here.
    private const int Fields = 18;

    /// <summary>Of the children of this process that have ended.</summary>
    public static ResourceUsage OfChildren() => Of(Children);

    /// <summary>Of this process so far.</summary>
    public static ResourceUsage OfThisProcess() => Of(Self);

    private static ResourceUsage Of(int who)
    {
        var usage = new long[Fields];
        return GetResourceUsage(who, usage) == 0
            ? new ResourceUsage(TimeSpan.FromSeconds(usage[0] + usage[2]) + TimeSpan.FromMicroseconds(usage[1] + usage[3]), usage[4] * 1024)
            : throw new Win32Exception();
    }

    [DllImport("libc", EntryPoint = "getrusage", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetResourceUsage(int who, [Out] long[] usage);
}
