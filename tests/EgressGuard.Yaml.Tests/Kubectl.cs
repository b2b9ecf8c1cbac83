using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace EgressGuard.Yaml.Tests;

/// <summary>The real kubectl, as an oracle: what it would send for a text, without a cluster.</summary>
internal static class Kubectl
{
    /// <summary>Where kubectl is on the PATH; null if it is not.</summary>
    public static string? Path { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(System.IO.Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(directory => System.IO.Path.Combine(directory, OperatingSystem.IsWindows() ? "kubectl.exe" : "kubectl"))
        .FirstOrDefault(File.Exists);

    /// <summary>The objects that kubectl would send, in order; null if it refuses the text. Every object needs a name.</summary>
    public static List<JsonNode>? Read(byte[] text)
    {
        var file = System.IO.Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(file, text);
            var start = new ProcessStartInfo(Path!, ["patch", "--local", "--type=merge", "-p", "{}", "-o", "json", "-f", file])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            var error = errors.GetAwaiter().GetResult();
            if (process.ExitCode != 0)
            {
                return error.Contains("no objects passed", StringComparison.Ordinal) ? [] : null;
            }

            return Split(output);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static List<JsonNode> Split(string output)
    {
        var objects = new List<JsonNode>();
        var reader = new Utf8JsonReader(System.Text.Encoding.UTF8.GetBytes(output), new JsonReaderOptions { AllowMultipleValues = true });
        while (reader.Read())
        {
            objects.Add(JsonNode.Parse(ref reader)!);
        }

        return objects;
    }
}
