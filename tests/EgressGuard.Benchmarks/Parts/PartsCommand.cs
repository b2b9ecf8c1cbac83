using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

namespace EgressGuard.Benchmarks.Parts;

/// <summary>Runs <see cref="ReviewParts"/> with BenchmarkDotNet.</summary>
internal static class PartsCommand
{
    public static int Run(string[] options)
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
            .AddLogger(ConsoleLogger.Default)
            .WithArtifactsPath(Path.Combine(Path.GetTempPath(), "egressguard-benchmarks"));
        BenchmarkRunner.Run<ReviewParts>(configuration, options);
        return 0;
    }
}
