using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

namespace EgressGuard.Benchmarks.Parts;

/// <summary>Runs <see cref="ReviewParts"/> with BenchmarkDotNet.</summary>
internal static class PartsCommand
{
    /// <summary>Measures with the options of BenchmarkDotNet, and prints all that it tells.</summary>
    public static int Run(string[] options)
    {
        Measure(ConsoleLogger.Default, options);
        return 0;
    }

    /// <summary>Measures everything, and prints the table only.</summary>
    /// <exception cref="InvalidOperationException">Something could not be measured.</exception>
    public static Summary RunQuietly()
    {
        var summary = Measure(NullLogger.Instance, []).Single();
        if (summary.HasCriticalValidationErrors || summary.Reports.Any(report => !report.Success))
        {
            throw new InvalidOperationException("BenchmarkDotNet could not measure every part; the verb 'parts' tells more.");
        }

        MarkdownExporter.GitHub.ExportToLog(summary, ConsoleLogger.Default);
        return summary;
    }

    private static IEnumerable<Summary> Measure(ILogger logger, string[] options)
    {
        // In this process: nothing is generated and built besides what the repository builds.
        var configuration = ManualConfig.CreateEmpty()
            .AddJob(Job.Default
                .WithToolchain(InProcessEmitToolchain.Instance)
                .WithWarmupCount(5)
                .WithIterationCount(10)
                .WithIterationTime(TimeInterval.FromMilliseconds(100)))
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .AddExporter(MarkdownExporter.GitHub)
            .AddLogger(logger)
            .WithArtifactsPath(Path.Combine(Path.GetTempPath(), "egressguard-benchmarks"));
        return [BenchmarkRunner.Run<ReviewParts>(configuration, options)];
    }
}
