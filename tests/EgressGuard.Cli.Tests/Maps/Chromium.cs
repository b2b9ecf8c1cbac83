using System.Diagnostics;

namespace EgressGuard.Cli.Tests.Maps;

/// <summary>A headless browser without a network, where the machine has one.</summary>
internal static class Chromium
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private static readonly string? Program = Environment.GetEnvironmentVariable("EGRESSGUARD_CHROMIUM") is { Length: > 0 } chosen
        ? chosen
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(_ => Names, Path.Combine)
            .FirstOrDefault(File.Exists);

    /// <summary>The document after it was loaded, and what the page wrote to its console.</summary>
    public static async Task<(string Document, string[] Console)> OpenAsync(string file, string fragment = "")
    {
        var (output, error) = await RunAsync(["--dump-dom", AddressOf(file) + fragment]);
        return (output, [.. error.Split('\n').Where(line => line.Contains(":CONSOLE", StringComparison.Ordinal))]);
    }

    /// <summary>A PNG of the page.</summary>
    public static async Task<byte[]> PaintAsync(string file, string fragment, int width, int height, bool isDark)
    {
        var picture = Path.ChangeExtension(file, ".png");
        string[] theme = isDark ? ["--blink-settings=preferredColorScheme=0"] : [];
        string[] window = ["--hide-scrollbars", $"--window-size={width},{height}"];
        await RunAsync([$"--screenshot={picture}", .. window, .. theme, AddressOf(file) + fragment]);
        return await File.ReadAllBytesAsync(picture);
    }

    private static string AddressOf(string file) => new Uri(file).AbsoluteUri;

    private static async Task<(string Output, string Error)> RunAsync(string[] arguments)
    {
        if (Program is null)
        {
            Assert.Skip($"No browser: none of {string.Join(", ", Names)} is on the PATH, and EGRESSGUARD_CHROMIUM is not set.");
        }

        using var profile = new Check.TemporaryFiles();
        using var process = Process.Start(new ProcessStartInfo(Program,
        [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--proxy-server=127.0.0.1:9", "--host-resolver-rules=MAP * ~NOTFOUND",
            "--enable-logging=stderr", $"--user-data-dir={profile.Root}", .. arguments,
        ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        })!;
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(patience.Token);
            var error = process.StandardError.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            Assert.Equal(0, process.ExitCode);
            return (await output, await error);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }
}
