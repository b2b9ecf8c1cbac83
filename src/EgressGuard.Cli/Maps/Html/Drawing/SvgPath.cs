using System.Globalization;
using System.Text;

namespace EgressGuard.Cli.Maps.Html.Drawing;

/// <summary>The <c>d</c> of an SVG path.</summary>
internal sealed class SvgPath
{
    private readonly StringBuilder _text = new();
    private double _x;
    private double _y;

    /// <summary>A path that starts here.</summary>
    public SvgPath(double x, double y) => Add('M', x, y);

    /// <summary>A straight line.</summary>
    public SvgPath LineTo(double x, double y) => Add('L', x, y);

    /// <summary>A curve that leaves and arrives level.</summary>
    public SvgPath CurveTo(double x, double y)
    {
        var middle = (_x + x) / 2;
        return Add('C', middle, _y, middle, y, x, y);
    }

    /// <summary>A half circle that ends straight below and swells to the right.</summary>
    public SvgPath TurnTo(double y)
    {
        var radius = (y - _y) / 2;
        return Add('A', radius, radius, 0, 0, 1, _x, y);
    }

    /// <summary>The path as SVG writes it.</summary>
    public override string ToString() => _text.ToString();

    private SvgPath Add(char command, params ReadOnlySpan<double> numbers)
    {
        _text.Append(command);
        for (var i = 0; i < numbers.Length; i++)
        {
            _text.Append(i == 0 ? "" : " ").Append(numbers[i].ToString("0.#", CultureInfo.InvariantCulture));
        }

        (_x, _y) = (numbers[^2], numbers[^1]);
        return this;
    }
}
