using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using EgressGuard.Core.Admission;
using EgressGuard.Webhook.Admission;
using EgressGuard.Webhook.Logging;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace EgressGuard.Webhook.Tests.Logging;

/// <summary>Collectors know the lines of .NET's JSON console: ours are the same to the byte, but for the time.</summary>
public sealed partial class JsonLinesTests
{
    private static readonly AdmissionAnswer Answer = new()
    {
        Uid = "705ab4f5-6393-11e8-b7cc-42010a800002",
        Code = RefusalCode.Forbidden,
        Request = new AdmissionRequest { Operation = "CREATE", Kind = "Pod", Namespace = "shop", Name = "app", Username = "eve\n<\u001b>+\u00e9\ud83d\ude00\ud800" },
    };

    [Fact]
    public void A_decision() => AssertSame(new DecisionEntry(AdmissionPhase.Validate, Answer, TimeSpan.FromMilliseconds(1.23456)), null);

    [Fact]
    public void A_fault() => AssertSame(
        new DecisionEntry(AdmissionPhase.Mutate, Answer, TimeSpan.Zero), QuietFault.Of(new InvalidOperationException("it", new FormatException("that"))));

    [Fact]
    public void Fields_of_every_sort() => AssertSame<IReadOnlyList<KeyValuePair<string, object?>>>(
        [new("a", null), new("b", true), new("c", 1), new("d", 2L), new("e", 0.1), new("f", "x"), new("g", LogLevel.Error), new("h", new Uri("http://a/"))], null);

    [Fact]
    public void A_text_without_fields() => AssertSame("text", null);

    private static void AssertSame<TState>(TState state, Exception? exception)
    {
        foreach (var level in (ReadOnlySpan<LogLevel>)[LogLevel.Trace, LogLevel.Debug, LogLevel.Information, LogLevel.Warning, LogLevel.Error, LogLevel.Critical])
        {
            var entry = new LogEntry<TState>(level, "EgressGuard.Some", new EventId(7, "Seven"), state, exception, static (state, _) => $"{state}");
            var line = new ArrayBufferWriter<byte>();

            LineFormat.Of(LogFormat.Json).Write(entry, DateTimeOffset.UtcNow, line);

            Assert.Equal(WithoutTime(WrittenByDotNet(entry)), WithoutTime(Encoding.UTF8.GetString(line.WrittenSpan)));
        }
    }

    private static string WrittenByDotNet<TState>(in LogEntry<TState> entry)
    {
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddJsonConsole(json => (json.UseUtcTimestamp, json.TimestampFormat) = (true, "yyyy-MM-ddTHH:mm:ss.fffZ")));
        using var provider = services.BuildServiceProvider();
        using var text = new StringWriter();
        provider.GetServices<ConsoleFormatter>().Single(formatter => formatter.Name == ConsoleFormatterNames.Json).Write(entry, null, text);
        return text.ToString();
    }

    private static string WithoutTime(string line)
    {
        Assert.Matches(Time(), line);
        return Time().Replace(line, "", 1);
    }

    [GeneratedRegex("""^\{"Timestamp":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z",""", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Time();
}
