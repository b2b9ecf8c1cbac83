using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using EgressGuard.Core.Admission;
using EgressGuard.Testing;
using EgressGuard.Webhook.Tests.Running;

namespace EgressGuard.Webhook.Tests.Configuration;

/// <summary>Starting the process, well and badly.</summary>
public sealed class StartTests(DefaultWebhook webhook)
{
    [Fact]
    public async Task Help_names_every_option_its_variable_and_its_default()
    {
        var (code, output) = await WebhookProcess.RunToEndAsync("--help");

        Assert.Equal(0, code);
        foreach (var option in (string[])["policy", "exemptions", "context", "certificate", "key", "admission-port", "admin-port", "log-format", "log-level", "drain-seconds", "max-concurrent-reviews"])
        {
            Assert.Contains("--" + option + " ", output, StringComparison.Ordinal);
            Assert.Contains("[EGRESSGUARD_" + option.ToUpperInvariant().Replace('-', '_') + "; default: ", output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Wrong_usage_ends_with_2()
    {
        var (code, output) = await WebhookProcess.RunToEndAsync("--admission-port", "x");

        Assert.Equal(2, code);
        Assert.Equal(
            "--admission-port: 'x' is not a port: give a number from 0 to 65535, where 0 takes any free one.\nUse --help for the options.", output);
    }

    [Theory]
    [InlineData("--admission-port", "--admin-port")]
    [InlineData("--admin-port", "--admission-port")]
    public async Task A_port_in_use_is_told_in_one_line(string taken, string free)
    {
        using var holder = new TcpListener(IPAddress.IPv6Any, 0);
        holder.Server.DualMode = true;
        holder.Start();
        var port = ((IPEndPoint)holder.LocalEndpoint).Port;

        var (code, output) = await WebhookProcess.RunToEndAsync(taken, $"{port}", free, "0");

        Assert.Equal(1, code);
        Assert.Contains($":{port}: address already in use", output, StringComparison.Ordinal);
        Assert.EndsWith("choose other ports with --admission-port and --admin-port.", output, StringComparison.Ordinal);
        Assert.DoesNotContain("\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_framework_reads_from_the_environment_does_not_count()
    {
        var environment = new Dictionary<string, string>
        {
            ["ASPNETCORE_URLS"] = "http://+:1",
            ["ASPNETCORE_HTTP_PORTS"] = "2",
            ["ASPNETCORE_HTTPS_PORTS"] = "3",
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["Kestrel__Endpoints__Http__Url"] = "http://+:4",
            ["Logging__LogLevel__Default"] = "Trace",
        };
        await using var started = await WebhookProcess.StartAsync(environment);

        await started.StillServesAsync();
        Assert.DoesNotContain(started.Lines, line => line.Contains(" warn ", StringComparison.Ordinal) || line.Contains("debug", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_printed_line_shows_a_denial_when_it_is_pasted()
    {
        var line = Assert.Single(webhook.Process.Lines, line => line.StartsWith("curl ", StringComparison.Ordinal));
        using var bash = Process.Start(new ProcessStartInfo("bash", ["-c", line]) { RedirectStandardOutput = true, UseShellExecute = false })!;

        var output = await bash.StandardOutput.ReadToEndAsync();
        await bash.WaitForExitAsync();

        var answer = ApiServerContract.Verify(AdmissionPhase.Validate, "1", Encoding.UTF8.GetBytes(output));
        Assert.False(answer.Allowed);
        Assert.Contains("EG102 ", answer.Message, StringComparison.Ordinal);
        Assert.Contains("EG103 ", answer.Message, StringComparison.Ordinal);
        Assert.EndsWith("\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public void It_says_what_it_works_with()
    {
        var lines = webhook.Process.Lines;

        Assert.Contains(lines, line => line.Contains("self-signed, made for this run", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("the built-in one; bring your own with --policy FILE", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("empty; bring its manifests with --context DIR", StringComparison.Ordinal));
    }
}
