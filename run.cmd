@echo off
rem run.cmd [COMMAND]            the app, or any agentassist command
rem run.cmd demo [--headless]    the demo
rem run.cmd test [pytest args]   the tests this machine can run; --all allows no skip
rem The first run sets everything up inside this folder (.tools, .venv). Exit status: the program's own,
rem or 3 = this machine lacks something, 4 = an installation failed.
setlocal EnableExtensions DisableDelayedExpansion
set "ROOT=%~dp0"
if "%ROOT:~-1%"=="\" set "ROOT=%ROOT:~0,-1%"

rem settings from outside that would change what is installed, or where to
for %%V in (VIRTUAL_ENV PYTHONPATH PYTHONHOME PIP_USER PIP_TARGET PIP_PREFIX PIP_REQUIRE_VIRTUALENV) do set "%%V="
for %%V in (UV_PYTHON UV_SYSTEM_PYTHON UV_REQUIRE_HASHES UV_NO_BUILD UV_NO_BINARY UV_CONSTRAINT UV_OVERRIDE UV_EXCLUDE_NEWER) do set "%%V="
if not defined UV_SYSTEM_CERTS set "UV_SYSTEM_CERTS=1"

set "NEED=requirements"
if /i "%~1"=="test" set "NEED=requirements-dev"

rem --- is everything there already? The stamps are copies of what was installed, and the folder it was installed in
call :usable %NEED% && goto start
if /i "%NEED%"=="requirements" call :usable requirements-dev && goto start

rem --- a Python that the project supports; looking for one must not install one
set "PYTHON_MANAGER_AUTOMATIC_INSTALL=false"
set "PY="
for %%V in (3.13 3.12 3.11) do if not defined PY py -%%V -c "pass" >nul 2>&1 && set "PY=py -%%V"
if not defined PY python -c "import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))" >nul 2>&1 && set "PY=python"
if not defined PY (
  echo run: Python 3.11, 3.12 or 3.13 is needed, and neither 'py' nor 'python' starts one. 1>&2
  exit /b 3
)

rem --- uv
fc /b "%ROOT%\packaging\uv.txt" "%ROOT%\.tools\done-uv.txt" >nul 2>&1
if errorlevel 1 goto uv
if exist "%ROOT%\.tools\Scripts\uv.exe" goto packages
:uv
echo run: getting uv into .tools ... 1>&2
%PY% -m venv --clear "%ROOT%\.tools"
if errorlevel 1 goto failed
"%ROOT%\.tools\Scripts\python.exe" -m pip --disable-pip-version-check --no-cache-dir --retries 2 install -q --only-binary :all: --require-hashes -r "%ROOT%\packaging\uv.txt"
if errorlevel 1 goto failed
copy /y "%ROOT%\packaging\uv.txt" "%ROOT%\.tools\done-uv.txt" >nul

rem --- the packages, byte-compiled (it halves the start of the app), then the project itself
:packages
echo run: getting the Python packages into .venv (packaging\%NEED%.txt) ... 1>&2
if exist "%ROOT%\.venv\done-*" del /q "%ROOT%\.venv\done-*"
set "FOUND="
if exist "%ROOT%\.venv\place.txt" set /p FOUND=<"%ROOT%\.venv\place.txt"
if exist "%ROOT%\.venv\Scripts\python.exe" if "%FOUND%"=="%ROOT%" goto sync
"%ROOT%\.tools\Scripts\uv.exe" venv -q --clear --no-python-downloads -p "%ROOT%\.tools\Scripts\python.exe" "%ROOT%\.venv"
if errorlevel 1 goto failed
>"%ROOT%\.venv\place.txt" echo %ROOT%
:sync
set "UV_COMPILE_BYTECODE=1"
"%ROOT%\.tools\Scripts\uv.exe" pip sync -q -p "%ROOT%\.venv" --require-hashes --only-binary :all: "%ROOT%\packaging\%NEED%.txt"
if errorlevel 1 goto failed
set "UV_COMPILE_BYTECODE="
echo run: installing agentassist into .venv ... 1>&2
"%ROOT%\.tools\Scripts\uv.exe" pip install -q -p "%ROOT%\.venv" --no-deps --no-build-isolation --offline -e "%ROOT%"
if errorlevel 1 goto failed
"%ROOT%\.venv\Scripts\python.exe" -m compileall -q "%ROOT%\agentassist" "%ROOT%\ui"
if errorlevel 1 goto failed
copy /y "%ROOT%\packaging\%NEED%.txt" "%ROOT%\.venv\done-%NEED%.txt" >nul
copy /y "%ROOT%\pyproject.toml" "%ROOT%\.venv\done-%NEED%.toml" >nul

:start
if /i "%~1"=="test" goto test
"%ROOT%\.venv\Scripts\agentassist.exe" %*
exit /b %errorlevel%

:test
rem everything after the word test; shift does not change %%*
set "ARGS="
:next
shift
if "%~1"=="" goto tests
set ARGS=%ARGS% %1
goto next
:tests
cd /d "%ROOT%"
"%ROOT%\.venv\Scripts\python.exe" -m pytest %ARGS%
exit /b %errorlevel%

:failed
echo run: this step failed; the reason is above. If it is the network: check it, or the proxy settings (HTTPS_PROXY, SSL_CERT_FILE), 1>&2
echo run: and start run.cmd again. A hash mismatch is no network fault: do not work round it. 1>&2
exit /b 4

:usable
if not exist "%ROOT%\.venv\Scripts\agentassist.exe" exit /b 1
set "FOUND="
if exist "%ROOT%\.venv\place.txt" set /p FOUND=<"%ROOT%\.venv\place.txt"
if not "%FOUND%"=="%ROOT%" exit /b 1
fc /b "%ROOT%\packaging\%1.txt" "%ROOT%\.venv\done-%1.txt" >nul 2>&1 || exit /b 1
fc /b "%ROOT%\pyproject.toml" "%ROOT%\.venv\done-%1.toml" >nul 2>&1 || exit /b 1
exit /b 0
