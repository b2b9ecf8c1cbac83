using EgressGuard.Webhook.Configuration;
using EgressGuard.Webhook.Logging;
using Microsoft.Extensions.Logging;

namespace EgressGuard.Webhook.Tests.Configuration;

public sealed class WebhookCommandTests
{
    [Fact]
    public void Nothing_given_means_the_defaults()
    {
        var options = Read([])!;

        Assert.Equal(
            new WebhookOptions
            {
                AdmissionPort = 8443,
                AdminPort = 8080,
                LogFormat = LogFormat.Text,
                LogLevel = LogLevel.Information,
                DrainTime = TimeSpan.FromSeconds(10),
                MaxConcurrentReviews = Math.Max(32, 4 * Environment.ProcessorCount),
            },
            options);
    }

    [Fact]
    public void Every_option_has_its_variable_and_the_command_line_wins()
    {
        var environment = new Dictionary<string, string>
        {
            ["EGRESSGUARD_POLICY"] = "policy.yaml",
            ["EGRESSGUARD_CONTEXT"] = "mesh",
            ["EGRESSGUARD_CERTIFICATE"] = "tls.crt",
            ["EGRESSGUARD_KEY"] = "tls.key",
            ["EGRESSGUARD_ADMISSION_PORT"] = "1",
            ["EGRESSGUARD_ADMIN_PORT"] = "2",
            ["EGRESSGUARD_LOG_FORMAT"] = "JSON",
            ["EGRESSGUARD_LOG_LEVEL"] = "debug",
            ["EGRESSGUARD_DRAIN_SECONDS"] = "3",
            ["EGRESSGUARD_MAX_CONCURRENT_REVIEWS"] = "4",
        };
        var expected = new WebhookOptions
        {
            PolicyFile = "policy.yaml",
            ContextDirectory = "mesh",
            CertificateFile = "tls.crt",
            KeyFile = "tls.key",
            Serving = ServingOptions.Default with { Source = CertificateSource.Files },
            AdmissionPort = 1,
            AdminPort = 2,
            LogFormat = LogFormat.Json,
            LogLevel = LogLevel.Debug,
            DrainTime = TimeSpan.FromSeconds(3),
            MaxConcurrentReviews = 4,
        };

        Assert.Equal(expected, Read([], environment));
        Assert.Equal(expected with { AdmissionPort = 9 }, Read(["--admission-port", "9"], environment));
        Assert.Equal(expected, Read([.. environment.SelectMany(entry => Option(entry.Key, entry.Value))]));
    }

    [Fact]
    public void An_empty_variable_is_not_set() =>
        Assert.Equal(8443, Read([], new Dictionary<string, string> { ["EGRESSGUARD_ADMISSION_PORT"] = "" })!.AdmissionPort);

    [Theory]
    [InlineData("--admission-port", "https", "--admission-port: 'https' is not a port: give a number from 0 to 65535, where 0 takes any free one.")]
    [InlineData("--admin-port", "65536", "--admin-port: '65536' is not a port: give a number from 0 to 65535, where 0 takes any free one.")]
    [InlineData("--log-format", "xml", "--log-format: 'xml' is not a log format: give text or json.")]
    [InlineData("--log-format", "1", "--log-format: '1' is not a log format: give text or json.")]
    [InlineData("--log-level", "none", "--log-level: 'none' is not a log level: give debug, information, warning or error.")]
    [InlineData("--drain-seconds", "1.5", "--drain-seconds: '1.5' is not a number of seconds: give one from 0 to 600.")]
    [InlineData("--max-concurrent-reviews", "0", "--max-concurrent-reviews: '0' is not a number of reviews: give one from 1 to 10000.")]
    [InlineData("--policy", "", "--policy: '' is not the name of a file.")]
    [InlineData("--key", "k", "--key needs --certificate: give both, or neither for a self-signed certificate.")]
    [InlineData("--certificate", "c", "--certificate needs --key: give both, or neither for a self-signed certificate.")]
    [InlineData("--admin-port", "8443", "--admission-port and --admin-port are both 8443: give two ports, one for TLS and one without.")]
    public void Wrong_usage_names_option_and_remedy(string option, string value, string problem)
    {
        var exception = Assert.Throws<StartException>(() => Read([option, value]));

        Assert.Equal(2, exception.ExitCode);
        Assert.Equal(problem + "\nUse --help for the options.", exception.Message);
    }

    [Fact]
    public void Every_problem_is_told_at_once()
    {
        var exception = Assert.Throws<StartException>(() => Read(["--admission-port", "x", "--drain-seconds", "y", "--key", "k"]));

        Assert.Equal(4, exception.Message.Split('\n').Length);
    }

    [Fact]
    public void A_variable_that_Kubernetes_set_for_a_Service_is_explained()
    {
        var environment = new Dictionary<string, string> { ["EGRESSGUARD_ADMISSION_PORT"] = "tcp://10.0.0.1:443" };

        var exception = Assert.Throws<StartException>(() => Read([], environment));

        Assert.StartsWith("EGRESSGUARD_ADMISSION_PORT: 'tcp://10.0.0.1:443' is not a port", exception.Message, StringComparison.Ordinal);
        Assert.Contains("enableServiceLinks: false", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--nonsense")]
    [InlineData("nonsense")]
    [InlineData("--policy")]
    public void What_is_no_option_is_refused(string argument) =>
        Assert.Equal(2, Assert.Throws<StartException>(() => Read([argument])).ExitCode);

    private static IEnumerable<string> Option(string variable, string value) =>
        ["--" + variable["EGRESSGUARD_".Length..].ToLowerInvariant().Replace('_', '-'), value];

    private static WebhookOptions? Read(string[] arguments, Dictionary<string, string>? environment = null) =>
        WebhookCommand.Read(arguments, name => environment?.GetValueOrDefault(name));
}
